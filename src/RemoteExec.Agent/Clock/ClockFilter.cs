using System.Collections.Immutable;

namespace RemoteExec.Agent.Clock;

/// <summary>
/// From samples to an offset: of the last ones the one that says most, its half round trip and what the clocks may have drifted since together. Pure; every moment is one of
/// our clock, µs.
/// </summary>
/// <param name="Samples">Oldest first, at most <see cref="WindowSize"/>.</param>
internal sealed record ClockFilter(ImmutableArray<ClockSample> Samples)
{
    /// <summary>Samples kept: some ten minutes.</summary>
    internal const int WindowSize = 64;

    /// <summary>How fast two clocks may drift apart, µs per second: crystals of ±50 ppm each.</summary>
    internal const long DriftPerMillion = 100;

    internal static readonly ClockFilter Empty = new([]);

    /// <summary>Whether a sample cannot be true together with an older one: the server's clock has been set, or this machine has slept.</summary>
    internal bool IsContradictedBy(ClockSample sample) => Samples.Any(older => !Agree(older, sample));

    /// <summary>Takes a sample; older ones that it contradicts are forgotten.</summary>
    internal ClockFilter Add(ClockSample sample) =>
        sample.IsPossible ? new ClockFilter([.. Samples.Where(older => Agree(older, sample)).TakeLast(WindowSize - 1), sample]) : this;

    /// <summary>What is known; null: nothing.</summary>
    internal ClockEstimate? At(long now) =>
        Samples.IsEmpty ? null
        : Samples.MinBy(sample => sample.UncertaintyAt(now)) is var best ? new ClockEstimate(best.Offset, best.UncertaintyAt(now))
        : null;

    /// <summary>What two clocks may drift apart in a time, µs, rounded up.</summary>
    internal static long DriftIn(long age) => ((Math.Max(0, age) * DriftPerMillion) + 999_999) / 1_000_000;

    private static bool Agree(ClockSample older, ClockSample newer) =>
        Math.Abs(older.Offset - newer.Offset) <= older.UncertaintyAt(newer.Heard) + newer.UncertaintyAt(newer.Heard);
}
