using RemoteExec.Fleet.Runs;
using static RemoteExec.Fleet.Tests.Runs.Plans;

namespace RemoteExec.Fleet.Tests.Runs;

/// <summary>What is usual, and what is told of a run that differs.</summary>
public class UsualTimesTests
{
    [Fact]
    public void ReadyLaterThanUsual_IsToldWithBothTimes()
    {
        var usual = UsualTimes.Of(Enumerable.Repeat(At(0.5, 2.2), 12));

        Assert.NotNull(usual);
        Assert.Equal("ready 4 s later than usual (6.2 s, usually 2.2 s in 12 runs)", usual.Differences(At(0.5, 6.2)));
    }

    [Fact]
    public void WhatDiffersInBoth_IsToldOfBoth_ButOnceOfWhatIsReadyWhenItStarts()
    {
        var usual = UsualTimes.Of(Enumerable.Repeat(At(10, 10), 3))!;

        Assert.Equal("started 6 s sooner than usual (4 s, usually 10 s in 3 runs)", usual.Differences(At(4, 4)));
        Assert.Equal("started 5 s later than usual (15 s, usually 10 s in 3 runs); ready 6 s later than usual (16 s, usually 10 s in 3 runs)", usual.Differences(At(15, 16)));
    }

    [Theory]
    [InlineData(2, 3, false)]
    [InlineData(2, 3.1, true)]
    [InlineData(8, 10, false)]
    [InlineData(8, 10.1, true)]
    [InlineData(8, 6, false)]
    [InlineData(8, 5.9, true)]
    public void ADifference_IsToldWhenItIsMoreThanASecondAndAQuarter(double usual, double now, bool told) =>
        Assert.Equal(told, UsualTimes.Of(Enumerable.Repeat(At(0, usual), 3))!.Differences(At(0, now)).Length > 0);

    [Fact]
    public void FewerThanThreeRunsThatReachedIt_MakeNothingUsual()
    {
        Assert.Null(UsualTimes.Of([At(1, 1), At(1, 1), StepTimes.None]));
        Assert.NotNull(UsualTimes.Of([At(1, 1), StepTimes.None, At(1, 1), At(1, null)]));
        Assert.Null(UsualTimes.Of([At(1, 1), At(1, 1), At(1, null)])!.Ready);
    }

    [Fact]
    public void TheMedianOfTheLatestTwenty_IsUsual()
    {
        var usual = UsualTimes.Of([At(1, 2), At(1, 90), .. Enumerable.Repeat(At(1, 4), 18), .. Enumerable.Repeat(At(50, 50), 30)]);

        Assert.Equal((20, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)), (usual!.Runs, usual.Start, usual.Ready));
        Assert.Equal(TimeSpan.FromSeconds(3), UsualTimes.Of([At(1, 2), At(1, 4), At(1, 90), At(1, 1)])!.Ready);
    }

    [Fact]
    public void Times_CountFromTheTrack_AndNeverFromBeforeIt()
    {
        Assert.Equal(At(2, 3), StepTimes.From(Noon, Noon.AddSeconds(2), Noon.AddSeconds(3)));
        Assert.Equal(At(0, null), StepTimes.From(Noon, Noon.AddSeconds(-1), null));
        Assert.Equal(StepTimes.None, StepTimes.From(null, Noon, Noon));
    }

    private static StepTimes At(double start, double? ready) => new(TimeSpan.FromSeconds(start), ready is { } then ? TimeSpan.FromSeconds(then) : null);
}
