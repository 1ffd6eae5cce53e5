namespace RemoteExec.Processes;

/// <summary>What a process and everything that descends from it may use together.</summary>
/// <param name="MemoryBytes">Memory, at least 1 MiB; null: all there is.</param>
/// <param name="CpuCores">Processor time, in cores, at least 0.01; null: all there is.</param>
/// <param name="Processes">Processes and threads, at least 1; null: as many as the system bears.</param>
public sealed record ProcessLimits(long? MemoryBytes, double? CpuCores, int? Processes);
