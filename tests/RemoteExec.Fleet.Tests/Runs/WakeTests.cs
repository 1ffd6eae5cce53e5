using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Runs.Rehearsals;
using RemoteExec.Fleet.Sequences;
using static RemoteExec.Fleet.Tests.Runs.Plans;

namespace RemoteExec.Fleet.Tests.Runs;

/// <summary>Steps that wake their machine.</summary>
public class WakeTests
{
    private const int Patience = 60_000;

    private static readonly Step Waking = RemoteExec.Fleet.Sequences.Step.Wake("wake", Patience);
    private static readonly Sequence Show = Sequence(Track("sleeper", Waking, Step("player")));

    [Fact]
    public void AMachineThatIsAway_IsWoken_AndPerformsWhenItHasCome()
    {
        var begun = RunRules.Begin(PlanAway(Show), Noon);
        Assert.Equal([new RunEffect.Wake(0, 0)], begun.Effects.Where(effect => effect is not RunEffect.Tell));

        var sent = RunRules.SentFor(begun.State, 0, 0, "woken through stage", Noon.AddSeconds(1));
        var came = RunRules.Came(sent.State, "m-sleeper", Noon.AddSeconds(42));

        var wake = came.State.Lanes[0].Steps[0];
        Assert.Equal((StepPhase.Ready, Noon, Noon.AddSeconds(42), "woken through stage"), (wake.Phase, wake.StartedAt, wake.ReadyAt, wake.Message));
        Assert.Equal(1, Assert.Single(came.Effects.OfType<RunEffect.Start>().Single().Steps).Step);
    }

    [Fact]
    public void ItIsWokenAgain_EveryTenSeconds_UntilItsTimeIsOver()
    {
        var state = RunRules.Begin(PlanAway(Show with { OnFailure = OnFailure.Stop }), Noon).State;
        List<double> woken = [0];
        RunDecision? last = null;
        while (RunRules.NextDue(state) is { } due)
        {
            last = RunRules.Tick(state, due);
            state = last.State;
            woken.AddRange(last.Effects.OfType<RunEffect.Wake>().Select(_ => (due - Noon).TotalSeconds));
        }

        Assert.Equal([0, 10, 20, 30, 40, 50], woken);
        Assert.Equal(RunPhase.Failed, state.Phase);
        Assert.Equal("wake on sleeper: sleeper has not come", state.Failure);
        Assert.Equal(Noon.AddSeconds(60), state.EndedAt);
    }

    [Fact]
    public void WhyNobodyCouldWakeIt_IsPartOfTheFailure()
    {
        var begun = RunRules.Begin(PlanAway(Show), Noon);
        var state = RunRules.SentFor(begun.State, 0, 0, "nobody is there", Noon).State;

        Assert.Equal("wake on sleeper: sleeper has not come: nobody is there", RunRules.Tick(state, Noon.AddSeconds(60)).State.Failure);
    }

    [Fact]
    public void OneThatComesAllTheSame_IsReady_WithoutTheObstacle()
    {
        var begun = RunRules.Begin(PlanAway(Show), Noon);
        var state = RunRules.SentFor(begun.State, 0, 0, "nobody is there", Noon).State;

        Assert.Equal("", RunRules.Came(state, "m-sleeper", Noon.AddSeconds(5)).State.Lanes[0].Steps[0].Message);
    }

    [Fact]
    public void OneThatIsThere_IsAskedAndNotWaitedFor()
    {
        var rehearsed = Rehearsal.Perform(Plan(Show), (_, _) => Part.Waking, Noon);

        Assert.Equal(RunPhase.Ready, rehearsed.State.Phase);
        Assert.InRange(rehearsed.State.Lanes[0].Steps[0].ReadyAt!.Value, Noon, Noon.AddSeconds(1));
    }

    [Fact]
    public void ARehearsal_TakesAsLongAsItTookLastTime_OrHalfAMinute()
    {
        var plan = PlanAway(Show);
        var usual = Rehearsal.Perform(plan, new RecordedParts(plan, [], []).Of, Noon);
        Assert.InRange((usual.State.ReadyAt!.Value - Noon).TotalSeconds, 30, 31);

        var last = Rehearsal.Perform(plan, (_, _) => Part.Usual with { ToReady = TimeSpan.FromSeconds(44) }, Noon).State;
        var awake = Rehearsal.Perform(Plan(Show), (_, _) => Part.Usual, Noon).State;
        var recorded = Rehearsal.Perform(plan, new RecordedParts(plan, [awake, last], []).Of, Noon);
        Assert.InRange((recorded.State.ReadyAt!.Value - Noon).TotalSeconds, 44, 45);
    }

    [Fact]
    public void TracksBehindIt_CountOnTheMachine_AndThoseBesideItDoNot()
    {
        var sequence = Sequence(
            new Track("up", "sleeper", [Waking]), new Track("show", "sleeper", [Step("player")]) { After = ["up"] }, new Track("end", "sleeper", [Step("lights")]) { After = ["show"] },
            new Track("beside", "sleeper", [Step("player2")]));
        var planning = RunPlanner.Plan(sequence, Fleet());

        Assert.Equal([LanePresence.Woken, LanePresence.Woken, LanePresence.Woken, LanePresence.Queued], planning.Plan!.Lanes.Select(lane => lane.Presence));
        Assert.Equal(["beside"], planning.Findings.Where(finding => finding.Blocks).Select(finding => finding.Track));
    }

    [Fact]
    public void WhatStandsInItsWay_IsToldBefore()
    {
        var (stage, sleeper) = (Member("stage", true, "wake"), Member("sleeper", connected: false));
        var unknown = Assert.Single(RunPlanner.Plan(Show, [stage, sleeper]).Findings, finding => finding.Code == "cannot-wake");
        Assert.True(unknown.Blocks);
        Assert.Contains("hardware address", unknown.Sentence, StringComparison.Ordinal);

        var alone = Assert.Single(RunPlanner.Plan(Show, [stage, Fleet()[1]]).Findings, finding => finding.Code == "cannot-wake");
        Assert.Contains("192.0.2.0/24", alone.Sentence, StringComparison.Ordinal);
        var optional = Sequence(Track("sleeper", Waking with { Required = false }, Step("player")));
        Assert.True(RunPlanner.Plan(optional, [stage, sleeper]).MayBegin);
    }

    [Fact]
    public void TheEndOfARun_EndsItsWaiting()
    {
        var begun = RunRules.Begin(PlanAway(Show), Noon);
        var stopped = RunRules.Stop(begun.State, "anna", Noon.AddSeconds(5)).State;

        Assert.Equal((RunPhase.Stopped, StepPhase.Stopped, StepPhase.Skipped), (stopped.Phase, stopped.Lanes[0].Steps[0].Phase, stopped.Lanes[0].Steps[1].Phase));
        Assert.Null(RunRules.NextDue(stopped));
    }

    [Fact]
    public void ARemovedMachine_IsNotWaitedFor() =>
        Assert.Equal("wake on sleeper: its machine was removed", RunRules.Removed(RunRules.Begin(PlanAway(Show), Noon).State, "m-sleeper", Noon).State.Failure);

    [Fact]
    public void AfterACrash_ItIsWokenAndNotStarted()
    {
        var begun = RunRules.Begin(PlanAway(Show), Noon);
        var resumed = RunRules.Resume(begun.State, [], Noon.AddSeconds(12));

        Assert.Equal([new RunEffect.Wake(0, 0)], resumed.Effects);
    }

    [Fact]
    public void ItIsTheFirstOfItsTrack_AndWaitsFromASecondToAnHour()
    {
        var late = SequenceRules.FindProblems(Sequence(Track("a", Step("player"), Waking)));
        Assert.Equal(("tracks[0].steps[1].wake", "a step that wakes its machine is the first of its track"), (Assert.Single(late).Path, late[0].Sentence));
        Assert.All([999, 3_600_001], wait => Assert.Single(SequenceRules.FindProblems(Sequence(Track("a", RemoteExec.Fleet.Sequences.Step.Wake("wake", wait))))));
        Assert.Empty(SequenceRules.FindProblems(Sequence(Track("a", Waking))));
    }

    private static RunPlan PlanAway(Sequence sequence) => Plan(sequence, Fleet());

    private static FleetMember[] Fleet() => [On("stage", connected: true, "192.0.2.2/24"), On("sleeper", connected: false, "192.0.2.7/24")];

    private static FleetMember On(string name, bool connected, string address)
    {
        var member = Member(name, connected, "journal", "kill", "supervise", "wake");
        return member with { Machine = member.Machine with { Networks = [new MachineNetwork("02:00:00:00:00:07", [address])] } };
    }
}
