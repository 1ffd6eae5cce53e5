namespace RemoteExec.Agent.Clock;

/// <summary>A server's time, as this machine knows it; kept from one connection to the next. One thread at a time.</summary>
internal sealed class ServerTime(SteadyClock steady)
{
    private ClockFilter _filter = ClockFilter.Empty;

    /// <summary>What is known now; null: nothing.</summary>
    internal ClockEstimate? Now => _filter.At(steady.Now());

    /// <summary>Takes a sample.</summary>
    /// <returns>True when what was thought before does not hold any more: nothing, or something else.</returns>
    internal bool Learn(ClockSample sample)
    {
        var isNews = sample.IsPossible && (_filter.Samples.IsEmpty || _filter.IsContradictedBy(sample));
        _filter = _filter.Add(sample);
        return isNews;
    }

    /// <summary>When something happened, by the server's clock.</summary>
    /// <param name="wall">When, by this machine's wall clock, µs since 1970; as good as that clock was left alone since then.</param>
    /// <returns>Null when the server's time is not known.</returns>
    internal long? OfWall(long wall) => Now is { } known ? wall - steady.WallAhead() + known.Offset : null;
}
