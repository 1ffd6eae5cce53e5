using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>A server that knows nothing of policies, and a machine whose own settings have some: a real agent, real processes.</summary>
public sealed class DefaultsTests : AgentScenario
{
    private string File => Path.Combine(Folder.FullName, "agent.json");

    [Theory]
    [InlineData(FrameDialect.BE16)]
    [InlineData(FrameDialect.LE4)]
    public async Task PlainServer_ProgramThatFails_IsRestartedBecauseTheMachineSaysSo(FrameDialect dialect)
    {
        Write(dialect, """ "environment": { "WORD": "all", "OTHER": "all" }, "restart": { "on": "always", "attempts": 9 } """, """ "sh": { "restart": { "on": "unexpected", "attempts": 2, "backoff": 20 }, "environment": { "WORD": "sh" } } """);
        var mark = Path.Combine(Folder.FullName, "mark");
        await using var agent = AgentProgram.Start(File);
        using var server = await PlainAsync(dialect);

        await server.ExecuteAsync(Shell(1, $"echo $WORD $OTHER >> {mark}; exit 3"));
        await server.UntilAsync(c => c.Statuses.Any(status => status.Message.StartsWith("gave up: 2 restarts", StringComparison.Ordinal)));

        // The words of the seed and no other: it exited, and it runs again.
        Assert.Equal(
            [WireProcessState.Running, WireProcessState.Exited, WireProcessState.Running, WireProcessState.Exited, WireProcessState.Running, WireProcessState.Exited],
            server.Statuses.Select(status => status.State));
        Assert.True(Assert.Single(server.Answers).Started);
        Assert.Equal(["sh all", "sh all", "sh all"], await System.IO.File.ReadAllLinesAsync(mark, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task HangUp_NewDefaults_HoldForLaterStarts_AndAMistakeChangesNothing()
    {
        Write(FrameDialect.BE16, """ "environment": { "WORD": "first" } """, "");
        var mark = Path.Combine(Folder.FullName, "mark");
        await using var agent = AgentProgram.Start(File);
        using var server = await PlainAsync(FrameDialect.BE16);

        Write(FrameDialect.BE16, """ "environment": { "WORD": "second" }, "restart": { "on": "always", "within": 5 } """, """ "sh": { "stop": 5 } """);
        agent.Signal("HUP");
        var said = await agent.UntilItSaysAsync("change nothing");
        await RunAsync(1);
        Write(FrameDialect.BE16, """ "environment": { "WORD": "third" } """, "");
        agent.Signal("HUP");
        await agent.UntilItSaysAsync("read again: defaults");
        await RunAsync(2);

        Assert.Contains("defaults.restart.within must be from 1000 to 86400000 milliseconds, not 5", said, StringComparison.Ordinal);
        Assert.Contains("programs.sh.stop must be an object of grace", said, StringComparison.Ordinal);
        Assert.Equal(["first", "third"], await System.IO.File.ReadAllLinesAsync(mark, TestContext.Current.CancellationToken));

        async Task RunAsync(long id)
        {
            await server.ExecuteAsync(Shell(id, $"echo $WORD >> {mark}"));
            await server.UntilEndedAsync(new WireId(id));
        }
    }

    [Fact]
    public async Task Run_FileWithMistakes_IsRefusedWithAllOfThem()
    {
        Write(FrameDialect.BE16, """ "user": "Root", "limits": {} """, """ "a/b": {} """);

        var (code, _, error) = await AgentProgram.RunAsync(new Dictionary<string, string>(), "run", "--settings", File);

        Assert.Equal(2, code);
        Assert.All(
            [$"{File}: defaults.user must be a name", "; defaults.limits must hold memory", "programs.a/b is not the name of an application"],
            words => Assert.Contains(words, error, StringComparison.Ordinal));
    }

    private async Task<Conversation> PlainAsync(FrameDialect dialect)
    {
        var conversation = await Server.MeetAsync();
        Assert.True(conversation.Outcome.Channel is not null, conversation.Outcome.Fault?.Detail);
        Assert.Equal((dialect, WireExtensions.None), (conversation.Channel.Dialect, conversation.Channel.Extensions));
        return conversation;
    }

    private void Write(FrameDialect dialect, string defaults, string programs)
    {
        var password = Path.Combine(Folder.FullName, "password");
        System.IO.File.WriteAllText(password, "secret");
        System.IO.File.WriteAllText(File, $$"""
            { "server": "{{Server.Address}}", "data": "{{Data}}", "plain": true, "dialect": "{{dialect}}", "passwordFile": "{{password}}", "allow": ["/bin", "/usr/bin"], "onExit": "stop",
              "defaults": { {{defaults}} }, "programs": { {{programs}} } }
            """);
    }
}
