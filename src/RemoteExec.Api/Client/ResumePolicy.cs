namespace RemoteExec.Api.Client;

/// <summary>How a broken stream is taken up again: full jitter, so that a server that comes back is not met by everybody at once.</summary>
public sealed record ResumePolicy
{
    /// <summary>The bound of the first pause.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The bound that doubling ends at.</summary>
    public TimeSpan Most { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long nothing may answer before the stream is given up.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a stream may be silent. The server says something every 15 seconds.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>A number from 0 to 1 for every pause.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>The pause before a try.</summary>
    /// <param name="failures">How many tries failed in a row, from 1.</param>
    /// <returns>From zero to the bound.</returns>
    public TimeSpan Pause(int failures)
    {
        var bound = Math.Min(Most.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 30)));
        return TimeSpan.FromMilliseconds(bound * Math.Clamp(Jitter(), 0, 1));
    }
}
