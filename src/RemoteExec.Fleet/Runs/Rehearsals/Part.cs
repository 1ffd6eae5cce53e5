namespace RemoteExec.Fleet.Runs.Rehearsals;

/// <summary>How one program behaves in a rehearsal.</summary>
/// <param name="ToStart">From its due moment to its start.</param>
/// <param name="ToReady">From its start until it is ready; null: it never becomes so.</param>
/// <param name="ToEnd">From its start to its end by itself; null: it runs until it is stopped.</param>
/// <param name="ExitCode">With which it ends.</param>
/// <param name="ToStop">From a request to stop to its end.</param>
/// <param name="Fault">Why it does not start at all; null: it does.</param>
public sealed record Part(TimeSpan ToStart, TimeSpan? ToReady, TimeSpan? ToEnd, int ExitCode, TimeSpan ToStop, string? Fault)
{
    /// <summary>Starts in a tenth of a second, is ready at once, and runs until it is stopped.</summary>
    public static readonly Part Usual = new(TimeSpan.FromMilliseconds(100), TimeSpan.Zero, null, 0, TimeSpan.FromMilliseconds(500), null);

    /// <summary>A machine that is woken comes after half a minute.</summary>
    public static readonly Part Waking = Usual with { ToReady = TimeSpan.FromSeconds(30) };
}
