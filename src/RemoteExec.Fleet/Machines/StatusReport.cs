using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Machines;

/// <summary>One process as its machine sees it.</summary>
/// <param name="WireId">Its id on the wire.</param>
/// <param name="State">Running, Exited, Closed, Pending or Unknown.</param>
/// <param name="Message">From the machine, escaped and capped.</param>
/// <param name="ExitCode">When it ended with one.</param>
/// <param name="Signal">When one ended it.</param>
/// <param name="Attempt">Which start, from 1.</param>
/// <param name="At">When it happened by the machine's clock; null: not told.</param>
/// <param name="Ready">Whether this attempt is ready; null: not told.</param>
public sealed record StatusReport(
    long WireId, ProcessState State, string Message, int? ExitCode, int? Signal, int Attempt, DateTimeOffset? At, bool? Ready = null);
