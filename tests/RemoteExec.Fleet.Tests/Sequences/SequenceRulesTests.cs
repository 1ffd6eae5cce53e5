using RemoteExec.Fleet.Sequences;
using static RemoteExec.Fleet.Tests.Runs.Plans;

namespace RemoteExec.Fleet.Tests.Sequences;

/// <summary>What a sequence may be.</summary>
public class SequenceRulesTests
{
    [Fact]
    public void ASequence_AsTheyAre_HasNoProblem() =>
        Assert.Empty(SequenceRules.FindProblems(Sequence(
            Track("left", Step("warp"), Step("player", 500)), Track("right", Step("warp")) with { After = ["LEFT"] }) with
        { Notify = ["crew@example.org"] }));

    [Theory]
    [InlineData("evening-show", true)]
    [InlineData("Show_2.1", true)]
    [InlineData("", false)]
    [InlineData("-x", false)]
    [InlineData(".x", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("sh\u202Eow", false)]
    [InlineData("é", false)]
    public void AName_IsPlain(string name, bool isAllowed) => Assert.Equal(isAllowed, SequenceRules.FindNameProblem(name) is null);

    [Fact]
    public void AName_IsAtMost64Long()
    {
        Assert.Null(SequenceRules.FindNameProblem(new string('a', 64)));
        Assert.NotNull(SequenceRules.FindNameProblem(new string('a', 65)));
    }

    [Fact]
    public void AnEmptySequence_IsRefused() => Assert.Equal("tracks", Assert.Single(SequenceRules.FindProblems(Sequence())).Path);

    [Fact]
    public void TracksWithoutAnyStep_AreRefused_OneBesideOthersIsNot()
    {
        Assert.Equal("a sequence has 1–2048 steps in all, not 0", Assert.Single(SequenceRules.FindProblems(Sequence(Track("left"), Track("right")))).Sentence);
        Assert.Empty(SequenceRules.FindProblems(Sequence(Track("left"), Track("right", Step("a")))));
    }

    [Fact]
    public void TenThousandSteps_AreRefused()
    {
        var steps = Enumerable.Range(0, 250).Select(i => Step($"s{i}")).ToArray();
        var problems = SequenceRules.FindProblems(Sequence([.. Enumerable.Range(0, 40).Select(i => Track($"m{i}", steps))]));

        Assert.Contains("1–2048 steps in all, not 10000", Assert.Single(problems).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownTrack_IsNamed_WithThoseThereAre()
    {
        var problem = Assert.Single(SequenceRules.FindProblems(Sequence(Track("left", Step("a")), Track("right", Step("a")) with { After = ["left", "lefd"] })));

        Assert.Equal("tracks[1].after[1]", problem.Path);
        Assert.Equal("no track is called lefd; there are left, right", problem.Sentence);
    }

    [Fact]
    public void ACircle_IsToldInItsOrder()
    {
        var problem = Assert.Single(SequenceRules.FindProblems(Sequence(
            Track("z", Step("s")) with { After = ["a"] },
            Track("a", Step("s")) with { After = ["c"] },
            Track("b", Step("s")) with { After = ["a"] },
            Track("c", Step("s")) with { After = ["b"] })));

        Assert.Equal("a waits for c waits for b waits for a: nobody can begin", problem.Sentence);
    }

    [Fact]
    public void ATrackThatWaitsForItself_IsRefused() =>
        Assert.Equal("a waits for a: nobody can begin", Assert.Single(SequenceRules.FindProblems(Sequence(Track("a", Step("s")) with { After = ["a"] }))).Sentence);

    [Fact]
    public void TwoTracksOfOneName_AreRefused() =>
        Assert.Equal("tracks[1].name", Assert.Single(SequenceRules.FindProblems(Sequence(Track("a", Step("s")), Track("A", Step("s"))))).Path);

    [Fact]
    public void TwoStepsOfOneName_AreRefused() =>
        Assert.Equal("tracks[0].steps[1].name", Assert.Single(SequenceRules.FindProblems(Sequence(Track("a", Step("s"), Step("S"))))).Path);

    [Theory]
    [InlineData(-1, 0, "tracks[0].delay")]
    [InlineData(86_400_001, 0, "tracks[0].delay")]
    [InlineData(0, -1, "tracks[0].stagger")]
    public void ADelay_IsWithinADay(int delay, int stagger, string path) =>
        Assert.Contains(SequenceRules.FindProblems(Sequence(Track("a", Step("s")) with { DelayMilliseconds = delay, StaggerMilliseconds = stagger })), problem => problem.Path == path);

    [Fact]
    public void TheDelaysOfTrackAndStep_TogetherAreWithinADay()
    {
        var track = Track("a", Step("s", 86_400_000));

        Assert.Empty(SequenceRules.FindProblems(Sequence(track)));
        Assert.Equal("tracks[0].steps[0].delay", Assert.Single(SequenceRules.FindProblems(Sequence(track with { DelayMilliseconds = 1 }))).Path);
    }

    [Theory]
    [InlineData("crew")]
    [InlineData("@example.org")]
    [InlineData("crew@")]
    [InlineData("crew @example.org")]
    [InlineData("crew@example.org\r\nBcc: x@example.org")]
    public void AnAddress_ThatIsNone_IsRefused(string address) =>
        Assert.Equal("notify[0]", Assert.Single(SequenceRules.FindProblems(Sequence(Track("a", Step("s"))) with { Notify = [address] })).Path);

    [Theory]
    [InlineData("a\u202Eb")]
    [InlineData("a\nb")]
    [InlineData(" a")]
    [InlineData("")]
    public void AStepsName_CanBeRead(string name) =>
        Assert.Equal("tracks[0].steps[0].name", Assert.Single(SequenceRules.FindProblems(Sequence(Track("a", Step("s") with { Name = name })))).Path);

    [Fact]
    public void ATarget_CanBeRead() =>
        Assert.Equal("tracks[0].target", Assert.Single(SequenceRules.FindProblems(Sequence(new Track("a", "x=", [Step("s")]) with { Target = "a@b" }))).Path);
}
