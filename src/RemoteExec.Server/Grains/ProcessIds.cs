namespace RemoteExec.Server.Grains;

/// <summary>Hands out the fleet-wide ids of processes: above all that were ever stored. They need not be without gaps.</summary>
internal sealed class ProcessIds
{
    private long _last;

    /// <summary>Sets where to go on; called once, before the first id is asked for.</summary>
    internal void ContinueAfter(long highest) => Interlocked.Exchange(ref _last, highest);

    internal long Next() => Interlocked.Increment(ref _last);
}
