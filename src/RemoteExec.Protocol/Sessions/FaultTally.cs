namespace RemoteExec.Protocol.Sessions;

/// <summary>Counts invalid packets of one peer: three in 60 s are answered, the fourth closes (docs/protocol.md §6).</summary>
public sealed class FaultTally
{
    private readonly Queue<TimeSpan> _recent = new();

    /// <summary>Notes one more.</summary>
    /// <param name="now">When it came, by a <see cref="SteadyClock"/>.</param>
    /// <returns>True when the connection is to be closed.</returns>
    public bool Add(TimeSpan now)
    {
        while (_recent.TryPeek(out var oldest) && now - oldest >= SessionLimits.FaultWindow)
        {
            _recent.Dequeue();
        }

        _recent.Enqueue(now);
        return _recent.Count > SessionLimits.FaultsAllowed;
    }
}
