namespace RemoteExec.Fleet.Processes;

/// <summary>Where one start of one executable stands. The numbers are stored: append only, never renumber.</summary>
public enum ProcessState
{
    /// <summary>Its machine is away; nothing has been sent.</summary>
    Queued = 1,

    /// <summary>The machine has it; its delay, or the pause before its next attempt, is running.</summary>
    Pending = 2,

    /// <summary>Sent to the machine, which has not answered yet.</summary>
    Starting = 3,

    /// <summary>The operating system of the machine confirms that it lives.</summary>
    Running = 4,

    /// <summary>It ended by itself, whatever its code.</summary>
    Exited = 5,

    /// <summary>It ended because someone asked for it.</summary>
    Closed = 6,

    /// <summary>It never started; the message says why.</summary>
    Failed = 7,

    /// <summary>Its machine is away after it was sent: it may run or not.</summary>
    Unknown = 8,

    /// <summary>It was queued and its machine did not come in time.</summary>
    Expired = 9,
}
