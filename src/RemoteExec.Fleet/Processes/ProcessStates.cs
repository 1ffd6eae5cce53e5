namespace RemoteExec.Fleet.Processes;

/// <summary>Questions that are asked about a <see cref="ProcessState"/> in more than one room.</summary>
public static class ProcessStates
{
    /// <summary>True when nothing more is expected: exited, closed, failed or expired.</summary>
    public static bool IsFinal(this ProcessState state) =>
        state is ProcessState.Exited or ProcessState.Closed or ProcessState.Failed or ProcessState.Expired;

    /// <summary>The word people and the HTTP interface see: the name in lower case.</summary>
    public static string ToWord(this ProcessState state) => state switch
    {
        ProcessState.Queued => "queued",
        ProcessState.Pending => "pending",
        ProcessState.Starting => "starting",
        ProcessState.Running => "running",
        ProcessState.Exited => "exited",
        ProcessState.Closed => "closed",
        ProcessState.Failed => "failed",
        ProcessState.Unknown => "unknown",
        ProcessState.Expired => "expired",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a process state"),
    };
}
