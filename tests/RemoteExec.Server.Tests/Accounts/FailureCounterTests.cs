using Microsoft.Extensions.Time.Testing;
using RemoteExec.Server.Accounts;

namespace RemoteExec.Server.Tests.Accounts;

public class FailureCounterTests
{
    private static readonly TimeSpan Five = TimeSpan.FromMinutes(5);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Failures_AsManyAsAreAllowed_LockForAWhile_AndCountAnewAfterwards()
    {
        var counter = new FailureCounter(3, Five, null, _time);
        Assert.Null(counter.Failed("a"));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Null(counter.Failed("a"));
        Assert.Null(counter.Failed("b"));
        Assert.Equal(_time.GetUtcNow() + Five, counter.Failed("a"));
        Assert.Equal(_time.GetUtcNow() + Five, counter.LockedUntil("a"));
        Assert.Null(counter.LockedUntil("b"));

        _time.Advance(Five);

        Assert.Null(counter.LockedUntil("a"));
        Assert.Null(counter.Failed("a"));
    }

    [Fact]
    public void Failures_BeforeAPause_AreForgiven_WhenThereIsAWindow()
    {
        var counter = new FailureCounter(2, Five, Five, _time);
        Assert.Null(counter.Failed("a"));
        _time.Advance(Five);
        Assert.Null(counter.Failed("a"));
        _time.Advance(Five - TimeSpan.FromSeconds(1));
        Assert.NotNull(counter.Failed("a"));
    }

    [Fact]
    public void Keys_MoreThanAreRemembered_TheLongestQuietGoes()
    {
        var counter = new FailureCounter(2, Five, null, _time);
        foreach (var key in Enumerable.Range(0, FailureCounter.MostKeys + 1))
        {
            counter.Failed(key.ToString(System.Globalization.CultureInfo.InvariantCulture));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Null(counter.Failed("0"));
        Assert.NotNull(counter.Failed("5"));
    }
}
