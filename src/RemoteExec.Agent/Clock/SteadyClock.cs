namespace RemoteExec.Agent.Clock;

/// <summary>
/// This machine's time as the wire counts it, µs since 1970 UTC: read from the wall clock once, and counted with the monotonic clock from then on. Who sets the wall clock
/// changes nothing here.
/// </summary>
internal sealed class SteadyClock
{
    private const long Million = 1_000_000;

    private readonly TimeProvider _time;
    private readonly long _anchor;
    private readonly long _origin;

    internal SteadyClock(TimeProvider time)
    {
        _time = time;
        _origin = Monotonic();
        _anchor = Microseconds(time.GetUtcNow());
    }

    /// <summary>Now.</summary>
    internal long Now() => _anchor + (Monotonic() - _origin);

    /// <summary>A moment of this clock on the system's monotonic clock, in µs: all processes of the machine read that one alike.</summary>
    internal long MonotonicOf(long moment) => _origin + (moment - _anchor);

    /// <summary>How far the wall clock is ahead of this one now, µs.</summary>
    internal long WallAhead() => Microseconds(_time.GetUtcNow()) - Now();

    internal static long Microseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private long Monotonic() => (long)((Int128)_time.GetTimestamp() * Million / _time.TimestampFrequency);
}
