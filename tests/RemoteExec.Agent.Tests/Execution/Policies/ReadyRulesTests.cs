using FsCheck.Xunit;
using RemoteExec.Agent.Execution.Policies;
using RemoteExec.Processes;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Execution.Policies;

public sealed class ReadyRulesTests
{
    private static readonly ReadyPolicy Running = new() { RunningMilliseconds = 2_000 };
    private static readonly ReadyPolicy Port = new() { Port = 9000, TimeoutMilliseconds = 5_000 };
    private static readonly ReadyPolicy Log = new() { Log = "up", TimeoutMilliseconds = 5_000 };
    private static readonly ReadyPolicy Exit = new() { Exit = 3, TimeoutMilliseconds = 5_000 };
    private static readonly ReadyPolicy Http = new() { Http = "http://127.0.0.1/", TimeoutMilliseconds = 5_000 };

    [Fact]
    public void Begin_Probed_ProbesAtOnceAndWakesAtTheTimeout() =>
        Assert.All(
            new[] { Port, Http },
            policy => Assert.Equal([new ReadyEffect.Probe(TimeSpan.Zero), new ReadyEffect.Wake(Ms(5_000))], ReadyRules.Begin(policy, TimeSpan.Zero).Effects));

    [Fact]
    public void Begin_NotProbed_OnlyWakes()
    {
        Assert.Equal([new ReadyEffect.Wake(Ms(2_000))], ReadyRules.Begin(Running, TimeSpan.Zero).Effects);
        Assert.Equal([new ReadyEffect.Wake(Ms(5_000))], ReadyRules.Begin(Log, TimeSpan.Zero).Effects);
        Assert.Equal([new ReadyEffect.Wake(Ms(5_000))], ReadyRules.Begin(Exit, TimeSpan.Zero).Effects);
    }

    // An agent that was restarted finds it running.
    [Fact]
    public void Begin_WhenTheTimeHasPassed_SettlesAtOnce()
    {
        Assert.Equal([new ReadyEffect.Ready()], ReadyRules.Begin(Running, Ms(2_000)).Effects);
        Assert.Equal([new ReadyEffect.NotReady("not ready after 5000 ms: port 9000 did not answer in time")], ReadyRules.Begin(Port, Ms(5_000)).Effects);
    }

    [Fact]
    public void Running_LongEnough_IsReady()
    {
        var early = Step(Running, new ReadyEvent.TimePassed(), 1_999);

        Assert.Equal([new ReadyEffect.Wake(Ms(2_000))], early.Effects);
        Assert.Equal([new ReadyEffect.Ready()], ReadyRules.On(early.State, new ReadyEvent.TimePassed(), Ms(2_000)).Effects);
    }

    [Fact]
    public void Running_EndsBefore_IsNotReady() =>
        Assert.Equal([new ReadyEffect.NotReady("ended before it was ready (exit code 0)")], Step(Running, Ended(0), 1_999).Effects);

    // Nobody looked at the clock in between; the time has passed all the same.
    [Fact]
    public void Running_EndsAfter_IsReady() => Assert.Equal([new ReadyEffect.Ready()], Step(Running, Ended(1), 2_000).Effects);

    [Fact]
    public void EachCondition_WhenItIsMet_IsReady()
    {
        Assert.Equal([new ReadyEffect.Ready()], Step(Port, new ReadyEvent.ProbeSucceeded(), 10).Effects);
        Assert.Equal([new ReadyEffect.Ready()], Step(Http, new ReadyEvent.ProbeSucceeded(), 10).Effects);
        Assert.Equal([new ReadyEffect.Ready()], Step(Log, new ReadyEvent.LineMatched(), 10).Effects);
        Assert.Equal([new ReadyEffect.Ready()], Step(Exit, Ended(3), 10).Effects);
    }

    [Theory]
    [InlineData(0, null, "ended with exit code 0, not with exit code 3")]
    [InlineData(null, 9, "ended with SIGKILL, not with exit code 3")]
    [InlineData(null, null, "ended with outcome unknown, not with exit code 3")]
    public void Exit_Otherwise_IsNotReady(int? code, int? signal, string reason) =>
        Assert.Equal([new ReadyEffect.NotReady(reason)], Step(Exit, new ReadyEvent.Exited(new ProcessExit(code, signal, default)), 10).Effects);

    [Fact]
    public void Probe_ThatFails_IsTriedAgainLessAndLessOften()
    {
        var state = ReadyRules.Begin(Port with { TimeoutMilliseconds = 86_400_000 }, TimeSpan.Zero).State;
        var pauses = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            var step = ReadyRules.On(state, new ReadyEvent.ProbeFailed("refused"), Ms(i));
            pauses.Add(Assert.IsType<ReadyEffect.Probe>(Assert.Single(step.Effects)).After.TotalMilliseconds);
            state = step.State;
        }

        Assert.Equal([100, 150, 225], pauses[..3]);
        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal(1_000, pauses[^1]);
    }

    [Fact]
    public void Timeout_SaysTheLastFailure()
    {
        var failed = Step(Port, new ReadyEvent.ProbeFailed("nothing takes connections on port 9000"), 4_999);

        var late = ReadyRules.On(failed.State, new ReadyEvent.TimePassed(), Ms(5_000));

        Assert.Equal([new ReadyEffect.NotReady("not ready after 5000 ms: nothing takes connections on port 9000")], late.Effects);
    }

    [Fact]
    public void Lines_CouldNotBeLookedAt_IsTheReason_UnlessOneMatchesAfterAll()
    {
        var unread = Step(Log, new ReadyEvent.LinesUnread("its output cannot be read: no"), 100);

        Assert.Equal(
            [new ReadyEffect.NotReady("not ready after 5000 ms: its output cannot be read: no")],
            ReadyRules.On(unread.State, new ReadyEvent.TimePassed(), Ms(5_000)).Effects);
        Assert.Equal([new ReadyEffect.Ready()], ReadyRules.On(unread.State, new ReadyEvent.LineMatched(), Ms(200)).Effects);
    }

    [Fact]
    public void Condition_MetAfterTheTimeout_ComesTooLate()
    {
        Assert.Equal([new ReadyEffect.NotReady("not ready after 5000 ms: no line of its output matched")], Step(Log, new ReadyEvent.LineMatched(), 5_000).Effects);
        Assert.Equal([new ReadyEffect.NotReady("not ready after 5000 ms: it has not ended")], Step(Exit, Ended(3), 5_000).Effects);
    }

    [Fact]
    public void EventOfAnotherCondition_ChangesNothing()
    {
        Assert.Null(Step(Port, new ReadyEvent.LineMatched(), 10).State.Verdict);
        Assert.Null(Step(Log, new ReadyEvent.ProbeSucceeded(), 10).State.Verdict);
        Assert.Empty(Step(Log, new ReadyEvent.ProbeFailed("x"), 10).Effects);
    }

    [Property(MaxTest = 500)]
    public bool AnyHistory_HasOneVerdictAndNothingAfterIt(byte[] events, byte kind)
    {
        var steps = Walk(PolicyOf(kind), events).ToList();
        var verdicts = steps.SelectMany(step => step.Effects).Count(effect => effect is ReadyEffect.Ready or ReadyEffect.NotReady);
        var settled = steps.SkipWhile(step => step.State.Verdict is null).Skip(1);
        return verdicts == (steps[^1].State.Verdict is null ? 0 : 1) && settled.All(step => step.Effects.Count == 0);
    }

    [Property(MaxTest = 300)]
    public bool AnyHistory_PastItsTimeout_IsSettled(byte[] events, byte kind)
    {
        var policy = PolicyOf(kind);
        var state = Walk(policy, events).Last().State;
        return ReadyRules.On(state, new ReadyEvent.TimePassed(), Ms(policy.TimeoutMilliseconds)).State.Verdict is not null;
    }

    // As long as nothing is settled something is under way that will settle it.
    [Property(MaxTest = 300)]
    public bool AnyHistory_OnlyWaitsWhenItWillBeWoken(byte[] events, byte kind)
    {
        var policy = PolicyOf(kind);
        var woken = TimeSpan.MinValue;
        foreach (var step in Walk(policy, events))
        {
            woken = step.Effects.OfType<ReadyEffect.Wake>().Select(wake => wake.At).Append(woken).Max();
            if (step.State.Verdict is null && woken < Ms(policy.RunningMilliseconds ?? policy.TimeoutMilliseconds))
            {
                return false;
            }
        }

        return true;
    }

    private static ReadyPolicy PolicyOf(byte kind) => new[] { Running, Port, Log, Exit, Http }[kind % 5];

    // High bits: how much time passes, 0…31 times 50 ms; low bits: what happens.
    private static IEnumerable<ReadyStep> Walk(ReadyPolicy policy, byte[] events)
    {
        var since = TimeSpan.Zero;
        var step = ReadyRules.Begin(policy, since);
        yield return step;
        foreach (var e in events)
        {
            since += Ms((e >> 3) * 50);
            ReadyEvent happened = (e & 7) switch
            {
                0 => new ReadyEvent.LineMatched(),
                1 => new ReadyEvent.ProbeSucceeded(),
                2 => Ended(3),
                3 => Ended(0),
                4 => new ReadyEvent.ProbeFailed("refused"),
                _ => new ReadyEvent.TimePassed(),
            };
            step = ReadyRules.On(step.State, happened, since);
            yield return step;
        }
    }

    private static ReadyStep Step(ReadyPolicy policy, ReadyEvent happened, int since) =>
        ReadyRules.On(ReadyRules.Begin(policy, TimeSpan.Zero).State, happened, Ms(since));

    private static ReadyEvent Ended(int code) => new ReadyEvent.Exited(new ProcessExit(code, null, default));

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
