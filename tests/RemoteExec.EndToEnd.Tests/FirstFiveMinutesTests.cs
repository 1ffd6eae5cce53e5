using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.EndToEnd.Tests;

/// <summary>What a newcomer types first, with the real programs.</summary>
public sealed class FirstFiveMinutesTests(LabFixture lab) : IClassFixture<LabFixture>
{
    private readonly RemoteExecSystem _system = lab.System;

    [Fact]
    public async Task Run_Echo_PrintsWhatTheProgramPrinted()
    {
        var result = await _system.RunAsync("run", "lab", "--", "echo", "hello");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("hello\n", result.Output);
    }

    [Fact]
    public async Task Run_ProgramThatFails_ExitsWithItsCode()
    {
        var result = await _system.RunAsync("run", "lab", "--", "sh", "-c", "echo out; echo err >&2; exit 3");

        Assert.Equal(3, result.ExitCode);
        Assert.Equal("out\n", result.Output);
        Assert.Equal("err\n", result.Errors);
    }

    [Theory]
    [InlineData(127, "no-such-program-here")]
    [InlineData(143, "sh", "-c", "kill -TERM $$")]
    public async Task Run_OtherEndings_HaveTheirCodes(int code, params string[] command)
    {
        var result = await _system.RunAsync(["run", "lab", "--", .. command]);

        Assert.True(result.ExitCode == code, result.ToString());
    }

    [Fact]
    public async Task Run_FolderThatIsNotAllowed_Exits126AndSaysWhich()
    {
        var script = _system.FilePath("tool");
        await File.WriteAllTextAsync(script, "#!/bin/sh\necho never\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var result = await _system.RunAsync("run", "lab", "--", script);

        Assert.True(result.ExitCode == 126, result.ToString());
        Assert.Contains("--allow", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Timeout_Exits124()
    {
        var result = await _system.RunAsync("run", "lab", "--timeout", "300ms", "--", "sleep", "100");

        Assert.True(result.ExitCode == 124, result.ToString());
    }

    [Fact]
    public async Task Run_EnvironmentAndWorkingDirectory_ReachTheProgram()
    {
        var result = await _system.RunAsync("run", "lab", "--env", "GREETING=good day", "--cwd", "/usr", "--", "sh", "-c", "echo $GREETING; pwd");

        Assert.Equal("good day\n/usr\n", result.Output);
    }

    [Fact]
    public async Task Run_UnknownTarget_Exits5() =>
        Assert.Equal(5, (await _system.RunAsync("run", "nobody", "--", "true")).ExitCode);

    [Fact]
    public async Task Run_NothingToRun_Exits2() =>
        Assert.Equal(2, (await _system.RunAsync("run", "lab")).ExitCode);

    [Fact]
    public async Task Run_BinaryOutput_ArrivesByteForByte()
    {
        var result = await _system.RunAsync("run", "lab", "--", "sh", "-c", "seq 1 20000");

        Assert.Equal(string.Concat(Enumerable.Range(1, 20000).Select(i => $"{i}\n")), result.Output);
    }

    [Fact]
    public async Task Run_SeveralMachines_PrefixesTheirLines()
    {
        await _system.StartConnectedAgentAsync("stage");

        var result = await _system.RunAsync("run", "*", "--", "echo", "here");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("lab", result.Output, StringComparison.Ordinal);
        Assert.Contains("stage", result.Output, StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Split("here").Length - 1);
    }

    [Fact]
    public async Task Logs_AfterTheEnd_GiveTheOutputAgain()
    {
        await _system.RunAsync("run", "lab", "--name", "keeper", "--", "echo", "kept");
        var id = (await _system.RunAsync("ps", "--all", "--json")).Json.EnumerateArray().Single(p => p.GetProperty("name").GetString() == "keeper").GetProperty("id").ToString();

        Assert.Equal("kept\n", (await _system.RunAsync("logs", id)).Output);
    }

    [Fact]
    public async Task Cli_ServerThatIsNotThere_Exits3WithASentence()
    {
        var result = await _system.RunAsync("machines", "--url", "http://127.0.0.1:1", "--token", "none");

        Assert.Equal(3, result.ExitCode);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }
}
