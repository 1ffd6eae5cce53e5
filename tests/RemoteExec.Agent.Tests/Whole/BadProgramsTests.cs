using RemoteExec.Agent.Tests.Execution.Keeping;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>Programs that behave badly, and starts that cannot be: through the agent, its keeper and the system.</summary>
public sealed class BadProgramsTests : AgentScenario
{
    [Fact]
    public async Task ClosesItsOutput_RunsOn_AndItsEndIsTold()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();
        await server.ExecuteAsync(Shell(1, $"exec >&- 2>&-; > {Go("closed")}; while [ ! -e {Go("end")} ]; do sleep 0.02; done; exit 4"));
        await SupervisorScenario.UntilAsync(() => File.Exists(Go("closed")));
        await server.ExecuteAsync(Shell(2, "exit 0"));
        await server.UntilEndedAsync(new WireId(2));
        Assert.Equal(WireProcessState.Running, server.Statuses.Last(status => status.Id == One).State);

        File.WriteAllText(Go("end"), "");
        await server.UntilEndedAsync(One);

        Assert.Equal(4, server.Statuses.Last(status => status.Id == One).ExitCode);
        Assert.Empty(server.Output(One));
    }

    [Fact]
    public async Task DeafToTheRequest_IsKilledAfterTheGrace_AndToldAsClosed()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();
        await server.ExecuteAsync(Shell(1, "trap '' TERM HUP INT QUIT; echo deaf; while :; do sleep 0.05; done"));
        await server.UntilAsync(c => c.Output(One) == "deaf\n");

        await server.SendAsync(new KillMessage([new KillEntry(One)], 100));
        await server.UntilEndedAsync(One);

        var last = server.Statuses.Last();
        Assert.Equal((WireProcessState.Closed, 9), (last.State, last.Signal));
    }

    // 255 shells and 128 others, none of which wants to go; and a row of processes of which each starts the next one and ends.
    [Theory]
    [InlineData("trap '' TERM; storm() { if [ $1 -gt 0 ]; then storm $(($1-1)) & storm $(($1-1)) & else echo leaf; sleep 300; fi; wait; }; storm 7", 128)]
    [InlineData("trap '' TERM; comet() { echo leaf; sleep 0.002; comet & }; comet; sleep 300", 50)]
    [InlineData("trap '' TERM; i=0; while [ $i -lt 200 ]; do setsid sh -c \"trap '' TERM; echo leaf; sleep 300; : $0\" \"$0\" & i=$((i+1)); done; wait", 200)]
    public async Task Storm_IsStoppedWhole_AndLeavesNobody(string script, int leaves)
    {
        var token = Guid.NewGuid().ToString();
        await using var agent = Start();
        using var server = await ReadyAsync();
        await server.ExecuteAsync(Shell(1, script) with { Arguments = ["-c", script, token] });
        await server.UntilAsync(c => c.Output(One).Split('\n').Length > leaves);

        await server.SendAsync(new KillMessage([new KillEntry(One)], 50));
        await server.UntilEndedAsync(One);

        Assert.Equal(WireProcessState.Closed, server.Statuses.Last().State);
        Assert.Empty(Carrying(token));
    }

    [Fact]
    public async Task WorkingDirectory_ThatCannotBe_IsAnsweredWithTheReason_AndOthersStart()
    {
        var file = Go("file");
        File.WriteAllText(file, "");
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.ExecuteAsync(
            Shell(1, "exit 0") with { WorkingDirectory = file },
            Shell(2, "exit 0") with { WorkingDirectory = Go("nowhere") },
            Shell(3, "exit 0"));
        await server.UntilEndedAsync(One);
        await server.UntilEndedAsync(new WireId(2));
        await server.UntilEndedAsync(new WireId(3));

        foreach (var (id, folder) in new[] { (1, file), (2, Go("nowhere")) })
        {
            var answer = server.Answers.Single(answer => answer.Id == new WireId(id));
            Assert.False(answer.Started);
            Assert.Contains(folder, answer.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, server.Statuses.Last(status => status.Id == new WireId(3)).ExitCode);
    }

    [Fact]
    public async Task User_WhoIsNotThere_OrMayNotEnterTheFolder_IsAnsweredWithTheReason()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Needs root.");
        var closed = Directory.CreateDirectory(Go("closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.ExecuteAsync(
            Shell(1, "exit 0") with { Policies = new SupervisionPolicies { User = "no-such-user" } },
            Shell(2, "exit 0") with { Policies = new SupervisionPolicies { User = "nobody" }, WorkingDirectory = closed });
        await server.UntilEndedAsync(One);
        await server.UntilEndedAsync(new WireId(2));

        Assert.All(server.Answers, answer => Assert.False(answer.Started));
        Assert.Contains("no user no-such-user", server.Answers.Single(answer => answer.Id == One).Message, StringComparison.Ordinal);
        Assert.Contains(closed, server.Answers.Single(answer => answer.Id == new WireId(2)).Message, StringComparison.Ordinal);
    }

    private string Go(string name) => Path.Combine(Folder.FullName, name);

    // Whoever was forked by the program, whatever became of its parent, its session and its group.
    private static IEnumerable<string> Carrying(string token) => Directory.EnumerateDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out _) && CommandLine(process).Contains(token, StringComparison.Ordinal));

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
