namespace RemoteExec.Agent.Clock;

/// <summary>What is known of a server's clock at a moment.</summary>
/// <param name="Offset">Server's clock − ours, µs.</param>
/// <param name="Uncertainty">It may be off by so much, µs.</param>
internal readonly record struct ClockEstimate(long Offset, long Uncertainty);
