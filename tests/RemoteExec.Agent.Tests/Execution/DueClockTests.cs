using RemoteExec.Agent.Execution;
using RemoteExec.Tests;

namespace RemoteExec.Agent.Tests.Execution;

/// <summary>Delays and timeouts, and somebody who sets the clock meanwhile.</summary>
public class DueClockTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void At_WallClockIsSet_RingsWhenTheTimeHasPassed(int hours)
    {
        var time = new SteppingTime(DateTimeOffset.UnixEpoch);
        var rung = false;
        using var clock = new DueClock(time, static action => action());
        clock.At(clock.Now().ElapsedAt(time.GetUtcNow().AddSeconds(10), TimeSpan.FromSeconds(10)), () => rung = true);

        time.Step = TimeSpan.FromHours(hours);
        time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(rung);
        time.Advance(TimeSpan.FromSeconds(0.001));

        Assert.True(rung);
    }
}
