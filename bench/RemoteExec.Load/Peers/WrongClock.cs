namespace RemoteExec.Load.Peers;

/// <summary>The clock of a machine that somebody set wrong.</summary>
internal sealed class WrongClock(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
}
