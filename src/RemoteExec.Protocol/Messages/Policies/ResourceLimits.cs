namespace RemoteExec.Protocol.Messages.Policies;

/// <summary>What a process and everything it starts may use together; at least one of them is set.</summary>
public sealed record ResourceLimits
{
    /// <summary>Bytes, 1,048,576…2^53−1.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Processor cores, 0.01…1,024.</summary>
    public double? CpuCores { get; init; }

    /// <summary>Processes and threads, 1…4,194,304.</summary>
    public int? Processes { get; init; }
}
