using System.Diagnostics;
using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.EndToEnd.Tests;

/// <summary>Programs are killed, and nothing is lost.</summary>
public sealed class PulledCableTests
{
    [Fact]
    public async Task Server_KilledAndStartedAgain_FindsEveryAgentWithItsProcesses()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        var agent = await system.StartConnectedAgentAsync("lab");
        await system.StartConnectedAgentAsync("stage");
        var mark = $"300.{Environment.ProcessId}";
        var started = await system.RunAsync("run", "*", "--detach", "--name", "show", "--", "sleep", mark);
        Assert.True(started.ExitCode == 0, started.ToString());
        await AllAsync(system, "running", 2);
        var before = Pids();
        Assert.Equal(2, before.Count);

        system.Server.Signal(RunningProgram.SigKill);
        await system.Server.ExitAsync(TimeSpan.FromSeconds(10));
        await system.StartServerAsync();

        await system.ConnectedAsync("lab", agent, TimeSpan.FromSeconds(10));
        await system.ConnectedAsync("stage", within: TimeSpan.FromSeconds(10));
        await AllAsync(system, "running", 2);
        Assert.Equal(before, Pids());
        await system.RunAsync("stop", "*");

        // Other tests on this machine sleep too.
        List<int> Pids() =>
            [.. Process.GetProcessesByName("sleep").Select(p => p.Id).Where(pid => CommandLine(pid).Contains(mark, StringComparison.Ordinal)).Order()];
    }

    [Fact]
    public async Task Server_Terminated_ExitsCleanlyWithinFiveSeconds()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        await system.StartConnectedAgentAsync("lab");
        await system.RunAsync("run", "lab", "--detach", "--", "sleep", "300");
        await using var watcher = system.Start("events", "-f");

        system.Server.Signal(RunningProgram.SigTerm);

        Assert.Equal(0, await system.Server.ExitAsync(TimeSpan.FromSeconds(5)));
        Assert.False(File.Exists(Path.Combine(system.ServerData, "endpoints.json")));
    }

    [Fact]
    public async Task Agent_Away_ItsProcessesAreUnknownAndNewOnesWait()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        var agent = await system.StartConnectedAgentAsync("lab");
        await system.RunAsync("run", "lab", "--detach", "--name", "show", "--", "sleep", "300");
        await AllAsync(system, "running", 1);

        agent.Signal(RunningProgram.SigKill);

        await AllAsync(system, "unknown", 1);
        await system.RunAsync("run", "lab", "--detach", "--name", "later", "--", "true");
        var states = (await system.RunAsync("ps", "--json")).Json.EnumerateArray()
            .ToDictionary(p => p.GetProperty("name").GetString()!, p => p.GetProperty("state").GetString());
        Assert.Equal("queued", states["later"]);

        await system.StartConnectedAgentAsync("lab");
        await Eventually.GetAsync(
            async () => (await system.RunAsync("ps", "--all", "--json")).Json.EnumerateArray().Single(p => p.GetProperty("name").GetString() == "later").GetProperty("state").GetString()!,
            state => state == "exited",
            state => state);
    }

    [Fact]
    public async Task Agent_KilledAndStartedAgain_FindsItsProcessesAndCanStopThem()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        var agent = await system.StartConnectedAgentAsync("lab");
        await system.RunAsync("run", "lab", "--detach", "--name", "show", "--", "sleep", "300");
        await AllAsync(system, "running", 1);

        agent.Signal(RunningProgram.SigKill);
        await agent.ExitAsync(TimeSpan.FromSeconds(10));
        await system.StartConnectedAgentAsync("lab");
        await AllAsync(system, "running", 1);
        var stopped = await system.RunAsync("stop", "lab");

        Assert.True(stopped.ExitCode == 0, stopped.ToString());
        var process = (await system.RunAsync("ps", "--all", "--json")).Json.EnumerateArray().Single();
        Assert.Equal("closed", process.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Agent_KilledWhileAProgramRuns_ItsExitCodeAndAllItsOutputArriveAfterwards()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        var agent = await system.StartConnectedAgentAsync("lab");
        var go = system.FilePath("go");
        await system.RunAsync("run", "lab", "--detach", "--name", "show", "--", "sh", "-c", $"echo before; while [ ! -e {go} ]; do sleep 0.05; done; seq 1 20000; exit 7");
        await AllAsync(system, "running", 1);

        agent.Signal(RunningProgram.SigKill);
        await agent.ExitAsync(TimeSpan.FromSeconds(10));
        await File.WriteAllTextAsync(go, "");
        await AllAsync(system, "unknown", 1);
        await system.StartConnectedAgentAsync("lab");

        var process = await EndedAsync(system, "show");
        Assert.Equal(("exited", 7), (process.GetProperty("state").GetString(), process.GetProperty("exitCode").GetInt32()));
        var logs = await system.RunAsync("logs", process.GetProperty("id").ToString());
        Assert.Equal("before\n" + string.Concat(Enumerable.Range(1, 20_000).Select(i => $"{i}\n")), logs.Output);
    }

    [Fact]
    public async Task Agent_StoppedAndToldToLeave_ItsProgramsRunOnAndTheNextOneHasThem()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        var agent = await system.StartConnectedAgentAsync("lab", "--on-exit", "leave");
        await system.RunAsync("run", "lab", "--detach", "--name", "show", "--", "sleep", "300");
        await AllAsync(system, "running", 1);

        agent.Signal(RunningProgram.SigTerm);
        Assert.Equal(0, await agent.ExitAsync(TimeSpan.FromSeconds(10)));
        await AllAsync(system, "unknown", 1);
        await system.StartConnectedAgentAsync("lab", "--on-exit", "leave");
        await AllAsync(system, "running", 1);
        var stopped = await system.RunAsync("stop", "lab");

        Assert.True(stopped.ExitCode == 0, stopped.ToString());
        Assert.Equal("closed", (await EndedAsync(system, "show")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Keeper_Killed_TheAgentStartsAnother_AndWhatItCannotKnowItSays()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        var agent = await system.StartConnectedAgentAsync("lab");
        await system.RunAsync("run", "lab", "--detach", "--name", "quiet", "--", "sleep", "300");
        await AllAsync(system, "running", 1);

        RunningProgram.Signal(system.Keepers().Single().Id, RunningProgram.SigKill);
        await Eventually.BeTrueAsync(() => agent.Printed.Contains("is gone", StringComparison.Ordinal), "the death of the keeper went unnoticed");
        var again = await Eventually.GetAsync(() => system.RunAsync("run", "lab", "--", "echo", "again"), result => result.ExitCode == 0, result => result.ToString());
        Assert.Equal("again\n", again.Output);
        await AllAsync(system, "running", 1);
        var stopped = await system.RunAsync("stop", "lab");

        Assert.True(stopped.ExitCode == 0, stopped.ToString());
        Assert.Equal("closed", (await EndedAsync(system, "quiet")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Secrets_NeverReachLogsOrArguments()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        var agent = await system.StartConnectedAgentAsync("lab");
        await system.RunAsync("run", "lab", "--env", "KEY=hunter2hunter2", "--", "true");
        var password = (await File.ReadAllTextAsync(Path.Combine(system.ServerData, "agent-password"))).Trim();
        var token = (await File.ReadAllTextAsync(Path.Combine(system.ServerData, "admin-token"))).Trim();

        foreach (var secret in new[] { password, token, "hunter2hunter2" })
        {
            Assert.DoesNotContain(secret, agent.Printed, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, system.Server.Printed, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(password, await File.ReadAllTextAsync($"/proc/{agent.Pid}/cmdline"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_WithJoinToken_JoinsOnceAndNeedsNoSecretAfterwards()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        var token = await system.RunServerCommandAsync("token", "create");
        Assert.True(token.ExitCode == 0, token.ToString());
        var file = system.FilePath("token");
        await File.WriteAllTextAsync(file, token.Output);

        var first = await system.StartConnectedAgentAsync("lab", "--token-file", file);
        first.Signal(RunningProgram.SigTerm);
        await first.ExitAsync(TimeSpan.FromSeconds(10));
        var second = system.StartAgent("other", "--token-file", file);

        await Eventually.BeTrueAsync(() => second.Printed.Contains("identity was refused", StringComparison.Ordinal), "a spent token was accepted");
        await system.StartConnectedAgentAsync("lab", "--token-file", file);
    }

    private static Task<System.Text.Json.JsonElement> EndedAsync(RemoteExecSystem system, string name) => Eventually.GetAsync(
        async () => (await system.RunAsync("ps", "--all", "--json")).Json.EnumerateArray().Single(p => p.GetProperty("name").GetString() == name),
        process => process.GetProperty("state").GetString() is "exited" or "closed" or "failed",
        process => process.ToString());

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }

    private static Task AllAsync(RemoteExecSystem system, string state, int count) => Eventually.GetAsync(
        async () => (await system.RunAsync("ps", "--json")).Json.EnumerateArray().Select(p => p.GetProperty("state").GetString()).ToList(),
        states => states.Count == count && states.All(s => s == state),
        states => string.Join(',', states));
}
