using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Sequences;
using static RemoteExec.Fleet.Tests.Runs.Plans;

namespace RemoteExec.Fleet.Tests.Runs;

/// <summary>From a sequence and a fleet to a plan, with everything that stands in the way.</summary>
public class RunPlannerTests
{
    [Fact]
    public void AWideTarget_BecomesALanePerMachine_InTheFleetsOrder()
    {
        var plan = Plan(Sequence(Track("wall=east", Step("player"))), Member("a"), Member("b"));

        Assert.Equal(["a", "b"], plan.Lanes.Select(lane => lane.Machine));
        Assert.Equal([0, 1], plan.Lanes.Select(lane => lane.Index));
    }

    [Fact]
    public void Ranks_GrowAlongTheWaits()
    {
        var plan = Plan(Sequence(
            Track("c", Step("s")) with { After = ["b", "a"] }, Track("b", Step("s")) with { After = ["A"] }, Track("a", Step("s"))));

        Assert.Equal([2, 1, 0], plan.Tracks.Select(track => track.Rank));
        Assert.Equal([1, 2], plan.Tracks[0].After);
    }

    [Fact]
    public void EveryObstacle_IsToldAtOnce()
    {
        var planning = RunPlanner.Plan(
            Sequence(Track("a", Step("s")), Track("nobody", Step("s")), Track("old", Step("ready", ready: true)), Track("gone", Step("s"))),
            [Member("a"), Plain("old"), Member("gone", connected: false)]);

        Assert.Null(planning.Plan);
        Assert.False(planning.MayBegin);
        Assert.Equal(["no-such-target", "no-supervise", "machine-away"], planning.Findings.Where(finding => finding.Blocks).Select(finding => finding.Code));
        Assert.Contains("no-stop", planning.Findings.Where(finding => !finding.Blocks).Select(finding => finding.Code));
    }

    [Theory]
    [InlineData(OfflineRule.Refuse, false, LanePresence.Queued)]
    [InlineData(OfflineRule.Queue, true, LanePresence.Queued)]
    [InlineData(OfflineRule.Skip, true, LanePresence.Skipped)]
    public void AMachineThatIsAway_IsAMatterOfTheRule(OfflineRule rule, bool mayBegin, LanePresence presence)
    {
        var planning = RunPlanner.Plan(Sequence(Track("a", Step("s"))) with { Offline = rule }, [Member("a", connected: false)]);

        Assert.Equal(mayBegin, planning.MayBegin);
        Assert.Equal(presence, Assert.Single(planning.Plan!.Lanes).Presence);
        Assert.Contains("a is away", Assert.Single(planning.Findings).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void ARevokedMachine_StandsInTheWay()
    {
        var member = Member("a");
        var planning = RunPlanner.Plan(Sequence(Track("a", Step("s"))), [member with { Machine = member.Machine with { Revoked = true } }]);

        Assert.Equal("revoked", Assert.Single(planning.Findings).Code);
        Assert.False(planning.MayBegin);
    }

    [Fact]
    public void MoreStartsThanARunMayHave_AreRefused()
    {
        var steps = Enumerable.Range(0, 201).Select(i => Step($"s{i}")).ToArray();
        var planning = RunPlanner.Plan(Sequence(Track("*", steps)), [.. Enumerable.Range(0, 100).Select(i => Member($"m{i}"))]);

        Assert.Null(planning.Plan);
        Assert.Contains("20100 starts; a run has at most 20000", Assert.Single(planning.Findings).Sentence, StringComparison.Ordinal);
    }
}
