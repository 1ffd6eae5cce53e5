using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Agent.Clock;

/// <summary>What is to be done about a start at an instant.</summary>
internal enum InstantStep
{
    /// <summary>Look again after a while.</summary>
    Wait,

    /// <summary>Prepare it, and hand it on with its instant.</summary>
    Start,

    /// <summary>Its moment has passed.</summary>
    TooLate,
}

/// <summary>A step.</summary>
/// <param name="Step">What.</param>
/// <param name="Pause">How long to wait, µs; else 0.</param>
/// <param name="OwnClock">The server's time is not known: this machine's own clock was gone by.</param>
internal readonly record struct InstantVerdict(InstantStep Step, long Pause, bool OwnClock);

/// <summary>When a start at an instant of a server's time is due. Pure; times are µs.</summary>
internal static class InstantRules
{
    /// <summary>So long before its instant a start is prepared: the journal's write, and the way to the keeper.</summary>
    internal const long Lead = 200_000;

    /// <summary>Nobody waits longer without looking at the clock again: the estimate may have changed.</summary>
    internal const long LookAgain = 10_000_000;

    /// <summary>How long the server's time is waited for, when by this machine's own the instant has come.</summary>
    internal const long Patience = 5_000_000;

    /// <param name="at">The instant, by the server's clock.</param>
    /// <param name="offset">Server's clock − ours; null: not known.</param>
    /// <param name="wallAhead">What stands in for it then: the wall clock − ours.</param>
    /// <param name="now">Now, by our clock.</param>
    /// <param name="since">Since when the start is waited for, by our clock.</param>
    internal static InstantVerdict Judge(long at, long? offset, long wallAhead, long now, long since)
    {
        var own = offset is null;
        var left = at - (offset ?? wallAhead) - now;
        if (left > Lead)
        {
            return new InstantVerdict(InstantStep.Wait, Math.Min(left - Lead, LookAgain), own);
        }

        var patience = since + Patience - now;
        return own && patience > 0 ? new InstantVerdict(InstantStep.Wait, Math.Min(patience, LookAgain), own)
            : left < -(long)SessionLimits.InstantTooLate.TotalMicroseconds ? new InstantVerdict(InstantStep.TooLate, 0, own)
            : new InstantVerdict(InstantStep.Start, 0, own);
    }
}
