using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.EndToEnd.Tests.Windows;

/// <summary>The agent on Windows, as far as Wine is one.</summary>
public sealed class WindowsAgentTests(WindowsLabFixture lab) : IClassFixture<WindowsLabFixture>
{
    private const string System32 = "C:/windows/system32/";

    [Fact(Explicit = true)]
    public async Task Machine_IsListedAsWindows()
    {
        var machine = (await RunAsync("machines", "--json")).Json.EnumerateArray().Single(m => m.GetProperty("name").GetString() == "win");

        Assert.Contains("Windows", machine.GetProperty("facts").GetProperty("os").GetString(), StringComparison.Ordinal);
        Assert.Contains(@"C:\windows\system32", machine.GetProperty("folders").ToString().Replace(@"\\", @"\", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    [Theory(Explicit = true)]
    [InlineData("cmd.exe")]
    [InlineData("cmd")]
    public async Task Run_ConsoleProgram_StreamsItsOutput(string application)
    {
        var run = await RunAsync("run", "win", "--path", System32, "--", application, "/c", "echo", "hello");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal("hello", run.Output.Trim());
    }

    [Fact(Explicit = true)]
    public async Task Run_ProgramThatFails_GivesItsExitCode()
    {
        var run = await RunAsync("run", "win", "--path", System32, "--", "cmd.exe", "/c", "exit", "3");

        Assert.True(run.ExitCode == 3, run.ToString());
    }

    [Theory(Explicit = true)]
    [InlineData("C:/windows/system32/..", "regedit.exe", "--allow")]
    [InlineData(@"\\.\C:\windows\system32", "cmd.exe", "devices")]
    [InlineData("//elsewhere/share", "cmd.exe", "share")]
    [InlineData(System32, "cmd.exe:stream", "stream")]
    [InlineData(System32, "kernel32.dll", "is no program")]
    public async Task Run_WhatThePolicyDoesNotAllow_IsRefusedWithAReason(string path, string application, string reason)
    {
        var run = await RunAsync("run", "win", "--path", path, "--", application);

        Assert.True(run.ExitCode is 126 or 127, run.ToString());
        Assert.Contains(reason, run.Errors, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task Run_BatchFile_IsStartedOnlyWhenItIsNamed()
    {
        Assert.SkipUnless(Wine.Missing is null, Wine.Missing ?? "");
        var tools = Wine.PathOf(lab.Tools);

        var refused = await RunAsync("run", "win", "--path", tools, "--", "say.bat", "hello");
        var named = await RunAsync("run", "win", "--path", tools, "--", "named.bat", "hello there");
        var command = await RunAsync("run", "win", "--path", tools, "--", "named.bat", "a&echo owned");

        Assert.True(refused.ExitCode == 126, refused.ToString());
        Assert.Contains("--allow", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("named hello there", named.Output.Trim());
        Assert.True(command.ExitCode == 126, command.ToString());
        Assert.DoesNotContain("owned\n", command.Output, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task Stop_ProgramWithAChild_LeavesNobodyOfItsJob()
    {
        // A number that no other process of this machine has among its words.
        const string mark = "98713";
        await RunAsync("run", "win", "--detach", "--name", "long", "--path", System32, "--", "cmd.exe", "/c", "ping", "-n", mark, "127.0.0.1");
        await Eventually.BeTrueAsync(() => HaveAmongTheirWords(mark) >= 2, "cmd and ping do not run");

        var stopped = await RunAsync("stop", "win", "--grace", "1s");

        Assert.True(stopped.ExitCode == 0, stopped.ToString());
        await Eventually.BeTrueAsync(() => HaveAmongTheirWords(mark) == 0, "somebody of the job lives on");
        var process = (await RunAsync("ps", "--all", "--json")).Json.EnumerateArray().Single(p => p.GetProperty("name").GetString() == "long");
        Assert.Equal("closed", process.GetProperty("state").GetString());
        Assert.Contains(process.GetProperty("exitCode").GetInt32(), new[] { 137, unchecked((int)0xC000013A) });
    }

    [Fact(Explicit = true)]
    public async Task Launcher_ItsOwnTests_PassOnWindows()
    {
        Assert.SkipUnless(Wine.Missing is null, Wine.Missing ?? "");

        var tests = await lab.Wine!.RunLauncherTestsAsync();

        Assert.True(tests.ExitCode == 0, tests.ToString());
        Assert.Contains("Failed: 0", tests.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Total: 0", tests.Output, StringComparison.Ordinal);
    }

    private Task<CommandResult> RunAsync(params string[] arguments)
    {
        Assert.SkipUnless(Wine.Missing is null, Wine.Missing ?? "");
        return lab.System.RunAsync(arguments);
    }

    private static int HaveAmongTheirWords(string word) => Directory.EnumerateDirectories("/proc")
        .Count(folder => int.TryParse(Path.GetFileName(folder), out _) && WordsOf(folder).Contains(word));

    private static string[] WordsOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
