using System.Runtime.InteropServices;
using RemoteExec.Processes.Windows;

namespace RemoteExec.Processes.Tests.Windows.OnWindows;

public partial class StartingTests
{
    private readonly Collected _output = new();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(259)]
    [InlineData(-1073741819)]
    public async Task Exited_OfAnyCode_TellsAll32Bits(int code)
    {
        await using var process = Running.Start(_output, "cmd.exe", "/c", $"exit {code}");

        Assert.Equal(code, (await process.Exited).ExitCode);
    }

    [Fact]
    public async Task Output_BothStreams_AreApart()
    {
        await using var process = Running.Start(_output, "cmd.exe", "/c", "echo out&echo err>&2");

        await process.Exited;

        Assert.Equal("out\r\n", _output.Stdout);
        Assert.Equal("err", _output.Stderr.Trim());
    }

    [Fact]
    public async Task Output_MoreThanAPipeHolds_ArrivesWhole()
    {
        var file = Path.GetTempFileName();
        var text = string.Concat(Enumerable.Range(0, 12_000).Select(i => $"line {i}\r\n"));
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        await using var process = Running.Start(_output, "cmd.exe", "/c", "type", file);

        await process.Exited;

        Assert.Equal(text, _output.Stdout);
        File.Delete(file);
    }

    [Fact]
    public void CommandLineToArgvW_OfWhatWasJoined_GivesTheSame()
    {
        string[] arguments = ["", " ", "two words", "\"quoted\"", @"back\slash", @"end\", @"end quoted \", @"\\""\", "a\tb", "%PATH%", "grüße", new string('x', 4096)];

        Assert.Equal([@"C:\p q\x.exe", .. arguments], Split(CommandLine.Join(@"C:\p q\x.exe", arguments)));
    }

    [Fact]
    public async Task Start_WorkingDirectoryAndEnvironment_AreThoseAsked()
    {
        var folder = Directory.CreateTempSubdirectory("start-");
        var spec = new ProcessSpec
        {
            FileName = Path.Combine(Running.System32, "cmd.exe"),
            Arguments = ["/c", "cd&echo %GREETING%"],
            WorkingDirectory = folder.FullName,
            Environment = new Dictionary<string, string> { ["GREETING"] = "good day", ["SystemRoot"] = Environment.GetEnvironmentVariable("SystemRoot")! },
        };
        await using var process = Running.Try(_output, spec).Process!;

        await process.Exited;

        Assert.Equal([folder.FullName, "good day"], _output.Stdout.Split("\r\n", StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Start_StandardInput_IsEmpty()
    {
        await using var process = Running.Start(_output, "cmd.exe", "/c", "set /p x=&echo [%x%]");

        Assert.NotNull((await process.Exited).ExitCode);
    }

    [Fact]
    public void Start_ProgramsThatCannotRun_AreRefusedWithTheirReason()
    {
        var folder = Directory.CreateTempSubdirectory("launch-");
        var text = Path.Combine(folder.FullName, "text.exe");
        File.WriteAllText(text, "not a program");
        var cmd = Path.Combine(Running.System32, "cmd.exe");

        Assert.Equal(LaunchFailureKind.NotFound, Kind(new ProcessSpec { FileName = @"C:\no\such\program.exe", Arguments = [] }));
        Assert.Equal(LaunchFailureKind.NotExecutable, Kind(new ProcessSpec { FileName = text, Arguments = [] }));
        Assert.Equal(LaunchFailureKind.IsDirectory, Kind(new ProcessSpec { FileName = folder.FullName, Arguments = [] }));
        Assert.Equal(LaunchFailureKind.Other, Kind(new ProcessSpec { FileName = cmd, Arguments = ["a\0b"] }));
        Assert.Equal(LaunchFailureKind.Other, Kind(new ProcessSpec { FileName = cmd, Arguments = [new string('x', CommandLine.MaxLength)] }));
        Assert.Equal(LaunchFailureKind.WorkingDirectory, Kind(new ProcessSpec { FileName = cmd, Arguments = [], WorkingDirectory = @"C:\no\such\folder" }));
    }

    [Fact]
    public async Task Start_BatchFile_TakesOrdinaryArgumentsAndRefusesCommands()
    {
        var folder = Directory.CreateTempSubdirectory("batch-");
        var file = Path.Combine(folder.FullName, "say.bat");
        await File.WriteAllTextAsync(file, "@echo [%~1] [%~2]\r\n", TestContext.Current.CancellationToken);

        await using var process = Running.Try(_output, new ProcessSpec { FileName = file, Arguments = ["left wall", "a,b"] }).Process!;
        await process.Exited;

        Assert.Equal("[left wall] [a,b]\r\n", _output.Stdout);
        Assert.Contains("cmd.exe", Running.Try(_output, new ProcessSpec { FileName = file, Arguments = ["a\"&echo owned"] }).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TenAtOnce_AllEnd()
    {
        var processes = Enumerable.Range(0, 10).Select(i => Running.Start(_output, "cmd.exe", "/c", $"exit {i}")).ToList();

        var exits = await Task.WhenAll(processes.Select(p => p.Exited));

        Assert.Equal(Enumerable.Range(0, 10).Select(i => (int?)i), exits.Select(e => e.ExitCode));
        await Task.WhenAll(processes.Select(p => p.DisposeAsync().AsTask()));
        Assert.DoesNotContain(processes, process => Running.Launcher.IsAlive(process.Stamp));
    }

    private LaunchFailureKind Kind(ProcessSpec spec) => Running.Try(_output, spec).Failure!.Kind;

    private static unsafe string[] Split(string line)
    {
        var pointers = (nint*)CommandLineToArgv(line, out var count);
        return [.. Enumerable.Range(0, count).Select(i => Marshal.PtrToStringUni(At(pointers, i))!)];

        static nint At(nint* all, int index) => all[index];
    }

    [LibraryImport("shell32", EntryPoint = "CommandLineToArgvW", StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint CommandLineToArgv(string line, out int count);
}
