namespace RemoteExec.Agent.Clock;

/// <summary>
/// One ping with its pong (docs/protocol.md §9.9), µs. No packet arrives before it was sent, so the offset (server's clock − ours) was between <see cref="Least"/> and
/// <see cref="Most"/>, whichever way was the slower one.
/// </summary>
/// <param name="Sent">The ping left, by our clock (t0).</param>
/// <param name="Received">It came, by the server's (t1).</param>
/// <param name="Answered">The pong left, by the server's (t2).</param>
/// <param name="Heard">It came, by ours (t3).</param>
internal readonly record struct ClockSample(long Sent, long Received, long Answered, long Heard)
{
    // Each time is cut off to a whole µs.
    private const long Grain = 2;

    internal long Least => Answered - Heard;

    internal long Most => Received - Sent;

    internal long Offset => Least + ((Most - Least) / 2);

    /// <summary>How far the offset may be off at a moment of our clock, if the two clocks drift apart by no more than <see cref="ClockFilter.DriftPerMillion"/>.</summary>
    internal long UncertaintyAt(long now) => ((Most - Least + 1) / 2) + Grain + ClockFilter.DriftIn(now - Sent);

    /// <summary>Whether it can be: a pong from before its ping is a lie or a fault, and no sample.</summary>
    internal bool IsPossible => Sent <= Heard && Received <= Answered && Least <= Most;
}
