namespace RemoteExec.Protocol.Sessions;

/// <summary>Moments for waiting and for silence: a wall clock that somebody sets, an hour back or forth, neither prolongs nor ends them.</summary>
public static class SteadyClock
{
    /// <summary>This moment, counted from one that is the same for the life of the process; it never goes back.</summary>
    /// <param name="time">The clock.</param>
    public static TimeSpan Moment(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return time.GetElapsedTime(0);
    }
}
