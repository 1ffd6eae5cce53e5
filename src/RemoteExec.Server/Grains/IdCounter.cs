namespace RemoteExec.Server.Grains;

/// <summary>Hands out ids: above all that were ever stored. They need not be without gaps.</summary>
internal abstract class IdCounter
{
    private long _last;

    /// <summary>Sets where to go on; called once, before the first id is asked for.</summary>
    internal void ContinueAfter(long highest) => Interlocked.Exchange(ref _last, highest);

    internal long Next() => Interlocked.Increment(ref _last);
}

/// <summary>The fleet-wide ids of processes.</summary>
internal sealed class ProcessIds : IdCounter;

/// <summary>The ids of runs.</summary>
internal sealed class RunIds : IdCounter;
