namespace RemoteExec.Fleet.Runs;

/// <summary>Where a run stands. The numbers are stored: append only, never renumber.</summary>
public enum RunPhase
{
    /// <summary>Steps are being started, or waited for.</summary>
    Starting = 1,

    /// <summary>Every step is ready, or was allowed to fail. What it started runs.</summary>
    Ready = 2,

    /// <summary>A required step failed: nothing more is started, what runs runs on.</summary>
    Halted = 3,

    /// <summary>Someone asked for its end: everything is stopped in reverse order.</summary>
    Stopping = 4,

    /// <summary>A required step failed: everything is stopped in reverse order.</summary>
    Unwinding = 5,

    /// <summary>All its processes have ended, and no required step failed.</summary>
    Done = 6,

    /// <summary>All its processes have ended, and a required step failed.</summary>
    Failed = 7,

    /// <summary>All its processes have ended because someone asked for it.</summary>
    Stopped = 8,
}

/// <summary>How far a step has come. The numbers are stored: append only, never renumber.</summary>
public enum StepPhase
{
    /// <summary>Not sent yet.</summary>
    Waiting = 1,

    /// <summary>Handed to its machine, with its delay.</summary>
    Sent = 2,

    /// <summary>Its program runs, and is not ready yet.</summary>
    Started = 3,

    /// <summary>Ready; its program may have ended since, as it should.</summary>
    Ready = 4,

    /// <summary>It did not start, did not become ready in time, or ended as it should not.</summary>
    Failed = 5,

    /// <summary>It was never sent: left out, or the run ended before.</summary>
    Skipped = 6,

    /// <summary>It was asked to end before it was ready.</summary>
    Stopped = 7,
}

/// <summary>Questions that are asked about runs in more than one room.</summary>
public static class RunPhases
{
    /// <summary>True when nothing more is expected.</summary>
    public static bool IsFinal(this RunPhase phase) => phase is RunPhase.Done or RunPhase.Failed or RunPhase.Stopped;

    /// <summary>The word people and the HTTP interface see.</summary>
    public static string ToWord(this RunPhase phase) => phase switch
    {
        RunPhase.Starting => "starting",
        RunPhase.Ready => "ready",
        RunPhase.Halted => "halted",
        RunPhase.Stopping => "stopping",
        RunPhase.Unwinding => "unwinding",
        RunPhase.Done => "done",
        RunPhase.Failed => "failed",
        RunPhase.Stopped => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "not a run's phase"),
    };

    /// <summary>The word people and the HTTP interface see.</summary>
    public static string ToWord(this StepPhase phase) => phase switch
    {
        StepPhase.Waiting => "waiting",
        StepPhase.Sent => "sent",
        StepPhase.Started => "started",
        StepPhase.Ready => "ready",
        StepPhase.Failed => "failed",
        StepPhase.Skipped => "skipped",
        StepPhase.Stopped => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "not a step's phase"),
    };
}
