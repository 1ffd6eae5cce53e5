namespace RemoteExec.Processes;

/// <summary>A process for certain: pids are used again, a pid with its start time is not.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="StartTicks">Clock ticks from boot to its start (field 22 of /proc/PID/stat).</param>
/// <param name="BootId">The boot it belongs to.</param>
public readonly record struct ProcessStamp(int Pid, long StartTicks, string BootId);
