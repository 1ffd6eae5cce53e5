namespace RemoteExec.Protocol.Messages.Policies;

/// <summary>How a process is stopped by every stop that does not say.</summary>
/// <param name="GraceMilliseconds">From the polite request to the end of the whole group: 0…600,000.</param>
public sealed record StopPolicy(int GraceMilliseconds);
