using RemoteExec.Agent.Clock;

namespace RemoteExec.Agent.Tests.Clock;

public sealed class InstantRulesTests
{
    private const long Second = 1_000_000;
    private const long Hour = 3_600 * Second;
    private const long Now = 1_790_000_000 * Second;

    [Theory]
    [InlineData(86_400 * Second, (int)InstantStep.Wait, 10 * Second)]
    [InlineData(11 * Second, (int)InstantStep.Wait, 10 * Second)]
    [InlineData(5 * Second, (int)InstantStep.Wait, 4_800_000)]
    [InlineData(200_001, (int)InstantStep.Wait, 1)]
    [InlineData(200_000, (int)InstantStep.Start, 0)]
    [InlineData(0, (int)InstantStep.Start, 0)]
    [InlineData(-60 * Second, (int)InstantStep.Start, 0)]
    [InlineData((-60 * Second) - 1, (int)InstantStep.TooLate, 0)]
    public void Judge_OffsetKnown_StartsAtTheServersInstant_WhateverOurClockSays(long left, int step, long pause)
    {
        foreach (var offset in new[] { 0, Hour, -Hour })
        {
            Assert.Equal(new InstantVerdict((InstantStep)step, pause, OwnClock: false), InstantRules.Judge(Now + offset + left, offset, wallAhead: 7 * Hour, Now, since: Now));
        }
    }

    [Theory]
    [InlineData(0, (int)InstantStep.Wait, 5 * Second)]
    [InlineData(3 * Second, (int)InstantStep.Wait, 2 * Second)]
    [InlineData(5 * Second, (int)InstantStep.Start, 0)]
    public void Judge_OffsetNotKnown_IsWaitedForAndThenTheOwnClockCounts(long waited, int step, long pause) =>
        Assert.Equal(new InstantVerdict((InstantStep)step, pause, OwnClock: true), InstantRules.Judge(Now + Second, null, wallAhead: Second, Now, Now - waited));

    [Fact]
    public void Judge_OffsetNotKnownAndTheInstantFarAway_WaitsForTheInstant() =>
        Assert.Equal(new InstantVerdict(InstantStep.Wait, 9_800_000, OwnClock: true), InstantRules.Judge(Now + (10 * Second), null, wallAhead: 0, Now, Now));

    [Fact]
    public void Judge_OffsetNotKnownAndLongPast_IsWaitedForToo()
    {
        Assert.Equal(InstantStep.Wait, InstantRules.Judge(Now - Hour, null, 0, Now, Now).Step);
        Assert.Equal(InstantStep.TooLate, InstantRules.Judge(Now - Hour, null, 0, Now, Now - (5 * Second)).Step);
    }

    [Fact]
    public void Judge_ExtremeInstants_DoNotOverflow()
    {
        Assert.Equal(InstantStep.TooLate, InstantRules.Judge(0, Hour, 0, Now, Now).Step);
        Assert.Equal(InstantStep.Wait, InstantRules.Judge((1L << 53) - 1, -Hour, 0, Now, Now).Step);
    }
}
