namespace RemoteExec.Fleet.Sequences;

/// <summary>What becomes of a run when a required step fails before everything is ready. The numbers are stored: append only, never renumber.</summary>
public enum OnFailure
{
    /// <summary>It goes on as if the step had become ready.</summary>
    Continue = 1,

    /// <summary>Nothing more is started; what runs, runs on.</summary>
    Stop = 2,

    /// <summary>Nothing more is started, and what this run started is stopped in reverse order.</summary>
    Unwind = 3,
}

/// <summary>What becomes of steps whose machine is away when a run begins. The numbers are stored: append only, never renumber.</summary>
public enum OfflineRule
{
    /// <summary>The run does not begin.</summary>
    Refuse = 1,

    /// <summary>They wait for their machine, for a limited time.</summary>
    Queue = 2,

    /// <summary>They are left out; those who wait for them do not.</summary>
    Skip = 3,
}
