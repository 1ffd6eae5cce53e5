using System.Diagnostics;
using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.EndToEnd.Tests.Windows;

/// <summary>A Windows of one's own: an empty prefix in a temporary folder, without a screen.</summary>
internal sealed class Wine : IAsyncDisposable
{
    private static readonly string? Program = Find("wine64", "/usr/lib/wine/wine64", "/usr/bin/wine64", "/usr/bin/wine");
    private static readonly string? Server = Find("wineserver", "/usr/lib/wine/wineserver64", "/usr/lib/wine/wineserver", "/usr/bin/wineserver");
    private static readonly string Agent = Published("RemoteExec.Agent", "remoteexec-agent.exe");
    private static readonly string LauncherTests = Published("RemoteExec.Processes.Tests", "RemoteExec.Processes.Tests.exe");

    private readonly DirectoryInfo _prefix = Directory.CreateTempSubdirectory("remoteexec-wine-");

    private Wine()
    {
    }

    /// <summary>Why there is none; null: there is one.</summary>
    public static string? Missing { get; } =
        Program is null || Server is null ? "there is no Wine here: ./test.sh installs it"
        : !File.Exists(Agent) || !File.Exists(LauncherTests) ? "the agent for Windows is not built: scripts/publish-windows.sh builds it"
        : null;

    public static async Task<Wine> StartAsync()
    {
        var wine = new Wine();
        await wine.RunAsync(TimeSpan.FromMinutes(3), "wineboot", "-i");

        // Windows exist, but nobody sees them: there need not be a screen.
        await wine.RunAsync(TimeSpan.FromMinutes(1), "reg", "add", @"HKCU\Software\Wine\Drivers", "/v", "Graphics", "/d", "null", "/f");
        return wine;
    }

    public RunningProgram StartAgent(params IEnumerable<string> arguments) => new(Start([Agent, .. arguments]));

    /// <summary>Runs the tests of how Windows starts processes; comes back with what they print.</summary>
    public Task<CommandResult> RunLauncherTestsAsync() => RunAsync(TimeSpan.FromMinutes(2), LauncherTests, "-noColor");

    /// <summary>How Windows names a file of this system.</summary>
    public static string PathOf(string file) => "Z:" + file;

    public async ValueTask DisposeAsync()
    {
        // Everything that still runs in it ends with its server.
        var start = Start([]);
        start.FileName = Server!;
        start.ArgumentList.Clear();
        start.ArgumentList.Add("-k");
        using var server = Process.Start(start)!;
        await server.WaitForExitAsync();
        start.ArgumentList[0] = "-w";
        using var last = Process.Start(start)!;
        await last.WaitForExitAsync();
        _prefix.Delete(recursive: true);
    }

    // What it prints goes to files: services that outlive a program hold its pipes.
    private async Task<CommandResult> RunAsync(TimeSpan within, params string[] words)
    {
        var output = Path.Combine(_prefix.FullName, "output.txt");
        var start = Start(words);
        start.FileName = "/bin/sh";
        start.ArgumentList.Clear();
        foreach (var word in new[] { "-c", "exec \"$0\" \"$@\" >\"$REMOTEEXEC_WINE_OUTPUT\" 2>&1", Program! }.Concat(words))
        {
            start.ArgumentList.Add(word);
        }

        start.Environment["REMOTEEXEC_WINE_OUTPUT"] = output;
        start.RedirectStandardOutput = start.RedirectStandardError = false;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(within);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', words)} did not end within {within.TotalSeconds:0} s.\n{await File.ReadAllTextAsync(output, CancellationToken.None)}");
        }

        return new CommandResult(process.ExitCode, await File.ReadAllTextAsync(output, CancellationToken.None), "");
    }

    private ProcessStartInfo Start(IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(Program!, words) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["WINEPREFIX"] = _prefix.FullName;
        start.Environment["WINEDEBUG"] = "-all";

        // A program that crashes is to end, not to wait for somebody who debugs it.
        start.Environment["WINEDLLOVERRIDES"] = "winedbg.exe=d";

        // Wine 8 and a runtime that never has memory both writable and executable do not go together.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment.Remove("DISPLAY");
        return start;
    }

    private static string Published(string project, string file) => Path.Combine(Checkout.Root, "artifacts", "windows", "publish", project, "release_win-x64", file);

    private static string? Find(string name, params string[] places) =>
        places.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
