using RemoteExec.Agent.Clock;
using RemoteExec.Agent.Hosting;

namespace RemoteExec.Agent.Tests.Hosting;

/// <summary>When what is known of a server's clock is worth a write.</summary>
public sealed class ClockStatusTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClockStatus Shown = new("a:1", 5, 2, At);

    [Fact]
    public void Of_IsAgainstTheWallClock_InMilliseconds() =>
        Assert.Equal(new ClockStatus("a:1", 1.25, 0.5, At), ClockStatus.Of("a:1", new ClockEstimate(3_001_250, 500), wallAhead: 3_000_000, At));

    [Fact]
    public void Replaces_Nothing_News_AnotherAddress_OrWorse()
    {
        Assert.True(Shown.Replaces(null, isNews: false));
        Assert.True(Shown.Replaces(Shown, isNews: true));
        Assert.True((Shown with { Server = "b:1" }).Replaces(Shown, isNews: false));
        Assert.True((Shown with { UncertaintyMs = 1.9 }).Replaces(Shown, isNews: false));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(59, false)]
    [InlineData(60, true)]
    [InlineData(-3_600, true)]
    public void Replaces_NoBetter_OnlyAfterAMinute_OrWhenTheClockWasSet(int seconds, bool replaces) =>
        Assert.Equal(replaces, (Shown with { UncertaintyMs = 2.1, At = At.AddSeconds(seconds) }).Replaces(Shown, isNews: false));
}
