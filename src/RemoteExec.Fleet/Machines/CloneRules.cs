namespace RemoteExec.Fleet.Machines;

/// <summary>
/// Two computers with one key: each takes the other's place, and takes it back. One computer never does that: an agent that was started again is another life, and the earlier one does not
/// return; a cut cable, another address or another name brings the same life back. So a clone is who <em>returns</em>: a, b, a, b.
/// </summary>
public static class CloneRules
{
    /// <summary>Returns in a row until it is said: a, b, a, b are two, and three displacements.</summary>
    public const int Returns = 2;

    /// <summary>How far apart they may be; and how long after the last one it is still said.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private const int TurnsKept = 8;

    /// <summary>A connection came.</summary>
    /// <param name="watch">What is remembered.</param>
    /// <param name="came">Whose it is.</param>
    /// <param name="now">Now.</param>
    /// <returns>What to remember, and the clone; null: none is to be seen.</returns>
    public static CloneWatch Came(CloneWatch watch, MachineSide came, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(watch);
        ArgumentNullException.ThrowIfNull(came);
        var clone = Current(watch, now);
        if (watch.Turns.Count > 0 && !watch.Turns[^1].Side.DiffersFrom(came))
        {
            // The same computer again: what it tells now counts.
            return new CloneWatch([.. watch.Turns.SkipLast(1), watch.Turns[^1] with { Side = came }], clone);
        }

        List<CloneTurn> turns = [.. watch.Turns.Where(turn => now - turn.At <= Window && turn.At <= now).TakeLast(TurnsKept - 1), new CloneTurn(came, now)];
        var returns = ReturnsAtTheEnd(turns);
        return returns >= Returns || (clone is not null && returns > 0)
            ? new CloneWatch(turns, new Clone(clone?.Since ?? now, now, turns[^2].Side))
            : new CloneWatch(turns, clone);
    }

    /// <summary>The clone while the pattern goes on: it is forgotten <see cref="Window"/> after the last return.</summary>
    /// <param name="watch">What is remembered.</param>
    /// <param name="now">Now.</param>
    public static Clone? Current(CloneWatch watch, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(watch);
        return watch.Noticed is { } clone && now - clone.Last <= Window ? clone : null;
    }

    // a b a: the third is a return to the first.
    private static int ReturnsAtTheEnd(List<CloneTurn> turns)
    {
        var returns = 0;
        for (var at = turns.Count - 1; at >= 2 && !turns[at].Side.DiffersFrom(turns[at - 2].Side); at--)
        {
            returns++;
        }

        return returns;
    }
}

/// <summary>A connection of another side than the one before.</summary>
public sealed record CloneTurn(MachineSide Side, DateTimeOffset At);

/// <summary>Another computer with this machine's key.</summary>
/// <param name="Since">When it was noticed.</param>
/// <param name="Last">When one last took the place of the other.</param>
/// <param name="Other">The one that is not connected now.</param>
public sealed record Clone(DateTimeOffset Since, DateTimeOffset Last, MachineSide Other);

/// <summary>What is remembered of a machine's connections.</summary>
/// <param name="Turns">Whose they were, the last one last.</param>
/// <param name="Noticed">What was noticed; null: nothing.</param>
public sealed record CloneWatch(IReadOnlyList<CloneTurn> Turns, Clone? Noticed)
{
    /// <summary>Nobody has come yet.</summary>
    public static readonly CloneWatch Empty = new([], null);
}
