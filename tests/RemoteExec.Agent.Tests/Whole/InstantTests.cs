using RemoteExec.Agent.Execution;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>Starts at an instant of the server's time, with servers whose clocks are an hour off.</summary>
public sealed class InstantTests : AgentScenario
{
    private const long Second = 1_000_000;
    private const long Hour = 3_600 * Second;

    [Theory]
    [InlineData(Hour)]
    [InlineData(-Hour)]
    public async Task Execute_At_StartsAtTheServersInstantAndTellsItsTime(long ahead)
    {
        await using var agent = Start();
        using var server = await MeetAsync(ahead);

        var at = server.Now + Second;
        await server.ExecuteAsync(Shell(1, "true") with { AtMicroseconds = at });
        await server.UntilEndedAsync(One);

        Assert.True(Assert.Single(server.Answers).Started);
        var running = server.Statuses.First(status => status.State == WireProcessState.Running);
        Assert.Equal("", running.Message);
        Assert.InRange(running.At!.Value, at - (Second / 10), server.Now);
        Assert.InRange(server.Statuses.Last().At!.Value, running.At.Value, server.Now + (Second / 10));
    }

    [Fact]
    public async Task Execute_SeveralAtOneInstant_StartInOrder()
    {
        await using var agent = Start();
        using var server = await MeetAsync(Hour);

        var at = server.Now + Second;
        await server.ExecuteAsync([.. Enumerable.Range(1, 8).Select(id => Shell(id, "true") with { AtMicroseconds = at })]);
        await server.UntilAsync(c => c.Statuses.Count(status => status.State == WireProcessState.Exited) == 8);

        Assert.Equal(Enumerable.Range(1, 8).Select(id => (long?)id), server.Answers.Select(answer => answer.Id!.Value.Number));
    }

    [Fact]
    public async Task Execute_AtThatHasJustPassed_StartsAtOnce_AndOneLongPastDoesNot()
    {
        await using var agent = Start();
        using var server = await MeetAsync(Hour);

        await server.ExecuteAsync(Shell(1, "true") with { AtMicroseconds = server.Now - (30 * Second) }, Shell(2, "true") with { AtMicroseconds = server.Now - (90 * Second) });
        await server.UntilEndedAsync(One);
        await server.UntilEndedAsync(new WireId(2));

        Assert.True(server.Answers.Single(answer => answer.Id == One).Started);
        var late = server.Answers.Single(answer => answer.Id == new WireId(2));
        Assert.Equal((false, Answers.InstantPassed), (late.Started, late.Message));
    }

    [Fact]
    public async Task Execute_AtFromAServerWithoutClock_IsRefusedAlone()
    {
        await using var agent = Start();
        using var server = await Server.MeetAsync(offer: WireExtensions.All & ~WireExtensions.Clock);
        await server.UntilReadyAsync();

        await server.ExecuteAsync(Shell(1, "true") with { AtMicroseconds = server.Now }, Shell(2, "true"));
        await server.UntilEndedAsync(One);
        await server.UntilEndedAsync(new WireId(2));

        Assert.Equal(new ExecutedEntry(One, false, Answers.NoClock), server.Answers.Single(answer => answer.Id == One));
        Assert.True(server.Answers.Single(answer => answer.Id == new WireId(2)).Started);
        Assert.DoesNotContain(server.Heard, message => message is PingMessage);
    }

    [Fact]
    public async Task Execute_ServerThatNeverAnswersPings_IsGoneByTheOwnClockAndToldSo()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.ExecuteAsync(Shell(1, "true") with { AtMicroseconds = server.Now });
        await server.UntilEndedAsync(One);

        Assert.Equal(Answers.ByOwnClock, server.Statuses.First(status => status.State == WireProcessState.Running).Message);
    }

    [Fact]
    public async Task Execute_AtOverARestartOfTheAgent_StartsOnceAtItsInstant()
    {
        long at;
        await using (var agent = Start())
        {
            using var server = await MeetAsync(-Hour);
            at = server.Now + (4 * Second);
            await server.ExecuteAsync(Shell(1, "true") with { AtMicroseconds = at }, Shell(2, "true"));
            await server.UntilEndedAsync(new WireId(2));
        }

        await using var next = Start();
        using var back = await MeetAsync(-Hour);
        await back.UntilEndedAsync(One);

        Assert.True(back.Answers.Single(answer => answer.Id == One).Started);
        Assert.InRange(back.Statuses.First(status => status.Id == One && status.State == WireProcessState.Running).At!.Value, at - (Second / 10), back.Now);
    }

    [Fact]
    public async Task Connection_WithClock_BeginsWithABurstOfPings_AfterSetup()
    {
        await using var agent = Start();
        using var server = await MeetAsync(0);

        await server.UntilAsync(c => c.Heard.OfType<PingMessage>().Count() == 8);

        Assert.IsType<SetupMessage>(server.Heard[0]);
        Assert.Equal(8, server.Heard.OfType<PingMessage>().Select(ping => ping.T0).Distinct().Count());
    }

    private async Task<Conversation> MeetAsync(long ahead)
    {
        var conversation = await Server.MeetAsync(ahead: ahead);
        await conversation.UntilAsync(c => c.Heard.Any(message => message is SnapshotMessage) && c.Heard.Count(message => message is PingMessage) >= 2);
        return conversation;
    }
}
