namespace RemoteExec.Agent.Tests.Clock;

/// <summary>A wall clock that anybody sets, beside a monotonic one that only goes on.</summary>
internal sealed class TwoClocks : TimeProvider
{
    private DateTimeOffset _wall = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private long _elapsed = 7;

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => _elapsed;

    public override DateTimeOffset GetUtcNow() => _wall;

    internal void Pass(TimeSpan time)
    {
        _wall += time;
        _elapsed += (long)(time.TotalMicroseconds * 1_000);
    }

    internal void Set(TimeSpan by) => _wall += by;
}
