using RemoteExec.Processes.Linux;

namespace RemoteExec.Processes.Tests;

public class StartingTests
{
    private readonly Collected _output = new();

    [Theory]
    [InlineData("exit 0", 0, null)]
    [InlineData("exit 7", 7, null)]
    [InlineData("exit 255", 255, null)]
    [InlineData("kill -KILL $$", null, 9)]
    [InlineData("kill -TERM $$", null, 15)]
    public async Task Exited_OfAnyEnding_TellsCodeOrSignal(string script, int? code, int? signal)
    {
        await using var process = Running.Shell(_output, script);

        var exit = await process.Exited;

        Assert.Equal(code, exit.ExitCode);
        Assert.Equal(signal, exit.Signal);
    }

    [Fact]
    public async Task Start_Arguments_ArriveVerbatim()
    {
        string[] arguments = ["", " ", "two words", "\"quoted\"", "back\\slash", "new\nline", "$HOME", "*", "grüße", "--", new string('x', 4096)];
        await using var process = Running.Start(_output, "/usr/bin/printf", ["%s\\0", .. arguments]);

        await process.Exited;

        Assert.Equal(arguments, _output.Stdout.Split('\0')[..^1]);
    }

    [Fact]
    public async Task Start_HundredTwentyEightArguments_AllArrive()
    {
        await using var process = Running.Start(_output, "/usr/bin/printf", ["%s\\n", .. Enumerable.Range(0, 127).Select(i => $"{i}")]);

        await process.Exited;

        Assert.Equal(127, _output.Stdout.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Start_WorkingDirectoryAndEnvironment_AreThoseAsked()
    {
        var spec = new ProcessSpec
        {
            FileName = "/bin/sh",
            Arguments = ["-c", "pwd; echo $GREETING; env | wc -l"],
            WorkingDirectory = "/usr",
            Environment = new Dictionary<string, string> { ["GREETING"] = "good day", ["PATH"] = "/usr/bin:/bin" },
        };
        await using var process = Running.Try(_output, spec).Process!;

        await process.Exited;

        Assert.StartsWith("/usr\ngood day\n", _output.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_Descriptors_AreOnlyTheThree()
    {
        using var open = File.OpenRead("/etc/hostname");
        await using var process = Running.Start(_output, "/bin/ls", "/proc/self/fd");

        await process.Exited;

        // 3 is ls reading the folder.
        Assert.Equal("0\n1\n2\n3\n", _output.Stdout);
    }

    [Fact]
    public async Task Start_StandardInput_IsEmpty()
    {
        await using var process = Running.Start(_output, "/bin/cat");

        Assert.Equal(0, (await process.Exited).ExitCode);
    }

    [Fact]
    public async Task Start_SessionAndGroup_AreItsOwn()
    {
        await using var process = Running.Start(_output, "/bin/sleep", "100");
        var stat = ProcFs.Read(process.Pid)!.Value;

        Assert.Equal(process.Pid, stat.Group);
        Assert.Equal(process.Pid, stat.Session);
        Assert.Equal(new ProcessStamp(process.Pid, stat.StartTicks, ProcFs.BootId), process.Stamp);
        await process.StopAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Start_BrokenPipe_EndsTheProgramAsUsual()
    {
        // The runtime ignores SIGPIPE; a program that inherited that would go on for ever.
        await using var process = Running.Shell(_output, "yes | head -n 1; grep SigIgn /proc/self/status");

        await process.Exited;

        // 32 and 33 belong to the C library, which does not let go of them.
        var mask = Convert.ToUInt64(_output.Stdout.Split("SigIgn:\t")[1].Trim(), 16);
        Assert.Equal(0UL, mask & 0x7FFF_FFFF);
    }

    [Fact]
    public void Start_ProgramsThatCannotRun_AreRefusedWithTheirReason()
    {
        var folder = Directory.CreateTempSubdirectory("launch-");
        var text = Path.Combine(folder.FullName, "text");
        var noProgram = Path.Combine(folder.FullName, "no-program");
        var orphan = Path.Combine(folder.FullName, "orphan");
        File.WriteAllText(text, "x");
        File.WriteAllText(noProgram, "not a program");
        File.WriteAllText(orphan, "#!/no/such/interpreter\n");
        File.SetUnixFileMode(noProgram, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(orphan, (UnixFileMode)0b111_101_101);

        Assert.Equal(LaunchFailureKind.NotFound, Running.Try(_output, "/no/such/program").Failure!.Kind);
        Assert.Equal(LaunchFailureKind.NotFound, Running.Try(_output, "/etc/hostname/x").Failure!.Kind);
        Assert.Equal(LaunchFailureKind.NotExecutable, Running.Try(_output, text).Failure!.Kind);
        Assert.Equal(LaunchFailureKind.NotExecutable, Running.Try(_output, noProgram).Failure!.Kind);
        Assert.Equal(LaunchFailureKind.NotExecutable, Running.Try(_output, orphan).Failure!.Kind);
        Assert.Equal(LaunchFailureKind.IsDirectory, Running.Try(_output, folder.FullName).Failure!.Kind);
        Assert.Equal(LaunchFailureKind.Other, Running.Try(_output, "/bin/echo", "a\0b").Failure!.Kind);
        Assert.Equal(
            LaunchFailureKind.WorkingDirectory,
            Running.Try(_output, new ProcessSpec { FileName = "/bin/true", Arguments = [], WorkingDirectory = "/no/such/folder" }).Failure!.Kind);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Start_TwoHundredAtOnce_AllEnd()
    {
        var processes = Enumerable.Range(0, 200).Select(i => Running.Shell(_output, $"exit {i % 100}")).ToList();

        var exits = await Task.WhenAll(processes.Select(p => p.Exited));

        Assert.Equal(Enumerable.Range(0, 200).Select(i => (int?)(i % 100)), exits.Select(e => e.ExitCode));
        await Task.WhenAll(processes.Select(p => p.DisposeAsync().AsTask()));
        Assert.All(processes, process => Assert.Null(ProcFs.Read(process.Pid)));
    }
}
