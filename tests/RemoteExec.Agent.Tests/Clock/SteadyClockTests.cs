using RemoteExec.Agent.Clock;

namespace RemoteExec.Agent.Tests.Clock;

public sealed class SteadyClockTests
{
    private readonly TwoClocks _time = new();

    [Fact]
    public void Now_WallClockIsSet_GoesOnAsIfNothingHadBeen()
    {
        var clock = new SteadyClock(_time);
        var before = clock.Now();

        _time.Pass(TimeSpan.FromSeconds(1));
        _time.Set(TimeSpan.FromHours(-1));
        _time.Pass(TimeSpan.FromSeconds(2));

        Assert.Equal(3_000_000, clock.Now() - before);
        Assert.Equal(-3_600_000_000, clock.WallAhead());
    }

    [Fact]
    public void MonotonicOf_Moment_IsWhereTheSystemsClockWillBe()
    {
        var clock = new SteadyClock(_time);
        var moment = clock.Now() + 5_000_000;

        _time.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(_time.GetTimestamp() / 1_000, clock.MonotonicOf(moment));
        Assert.Equal(moment, clock.Now());
    }

    [Fact]
    public void Server_IsTold_TheTimeOfItsOwnClock()
    {
        var clock = new SteadyClock(_time);
        var server = new ServerTime(clock);
        var wall = SteadyClock.Microseconds(_time.GetUtcNow());
        Assert.Null(server.OfWall(wall));

        var sent = clock.Now();
        Assert.True(server.Learn(new ClockSample(sent, sent + 100_000, sent + 100_000, sent)));
        _time.Set(TimeSpan.FromHours(1));

        // It happened before somebody set the wall clock, and is told after: then the two disagree by that hour.
        Assert.Equal(sent + 100_000, server.OfWall(wall + 3_600_000_000));
    }
}
