namespace RemoteExec.Storage;

/// <summary>Whether the database takes what is written.</summary>
/// <param name="IsHealthy">It does.</param>
/// <param name="Reason">Why not: a sentence for the operator; null when it does.</param>
/// <param name="Since">Since when it is so.</param>
public sealed record StorageHealth(bool IsHealthy, string? Reason, DateTimeOffset Since);
