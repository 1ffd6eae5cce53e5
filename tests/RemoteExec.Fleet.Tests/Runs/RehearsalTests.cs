using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Runs.Rehearsals;
using RemoteExec.Fleet.Sequences;
using static RemoteExec.Fleet.Tests.Runs.Plans;

namespace RemoteExec.Fleet.Tests.Runs;

/// <summary>What a rehearsal shows.</summary>
public class RehearsalTests
{
    private static readonly Sequence Show = Sequence(
        Track("a", Step("warp", ready: true), Step("player", 500)), Track("b", Step("lights", 1_000)) with { After = ["a"] }) with
    { OnFailure = OnFailure.Unwind };

    [Fact]
    public void ItEnds_WhenEverythingIsReady()
    {
        var rehearsed = Rehearsal.Perform(Plan(Show), (_, _) => Part.Usual, Noon);

        Assert.Equal(RunPhase.Ready, rehearsed.State.Phase);
        Assert.False(rehearsed.IsCutShort);
        Assert.Equal("run.started", rehearsed.Happenings[0].Kind);
        Assert.Equal("run.ready", rehearsed.Happenings[^1].Kind);
    }

    [Fact]
    public void ItTakesAsLongAsTheLastTime_OnTheSameMachineOrAnother()
    {
        var wide = Sequence(Track("*", Step("warp", ready: true)));
        var last = Rehearsal.Perform(
            Plan(wide, Member("a"), Member("b")), (lane, _) => Part.Usual with { ToReady = TimeSpan.FromSeconds(lane.Machine == "a" ? 7 : 3) }, Noon).State;

        var plan = Plan(wide, Member("a"), Member("b"), Member("new"));
        var steps = Rehearsal.Perform(plan, new RecordedParts(plan, [last], []).Of, Noon.AddDays(1)).State.Lanes.Select(lane => lane.Steps[0]);

        Assert.Equal([7d, 3, 7], steps.Select(step => (step.ReadyAt!.Value - step.StartedAt!.Value).TotalSeconds));
    }

    [Theory]
    [InlineData("lights")]
    [InlineData("B/lights")]
    public void AFailureIsShown_WithWhatFollowsFromIt(string failing)
    {
        var plan = Plan(Show);
        var rehearsed = Rehearsal.Perform(plan, new RecordedParts(plan, [], [failing]).Of, Noon);

        Assert.Equal(RunPhase.Failed, rehearsed.State.Phase);
        Assert.StartsWith("lights on b: ", rehearsed.State.Failure, StringComparison.Ordinal);
        Assert.All(rehearsed.State.Lanes.SelectMany(lane => lane.Steps), step => Assert.False(step.Alive));
    }

    [Fact]
    public void TheLargestPlan_IsRehearsedInOneGo()
    {
        var plan = Plan(Sequence(Track("*", [.. Enumerable.Range(0, 20).Select(i => Step($"s{i}", i * 10))])), [.. Enumerable.Range(0, 500).Select(i => Member($"m{i}"))]);

        Assert.Equal(RunPhase.Ready, Rehearsal.Perform(plan, (_, _) => Part.Usual, Noon).State.Phase);
    }
}
