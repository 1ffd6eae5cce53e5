namespace RemoteExec.Processes;

/// <summary>A process that lives, or why there is none.</summary>
/// <param name="Process">The process; null when it was not started.</param>
/// <param name="Failure">Why; null when it was started.</param>
public sealed record LaunchResult(ISupervisedProcess? Process, LaunchFailure? Failure);
