namespace RemoteExec.Protocol.Messages.Policies;

/// <summary>The members of an execute entry that say how a process lives and is looked after, without those that say what is started and when (supervise; docs/protocol.md §9.8).</summary>
public sealed record Supervision
{
    /// <summary>Nothing is said.</summary>
    public static readonly Supervision None = new();

    /// <summary>See <see cref="ExecuteEntry.Environment"/>.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>See <see cref="ExecuteEntry.WorkingDirectory"/>.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>See <see cref="ExecuteEntry.TimeoutMilliseconds"/>.</summary>
    public long? TimeoutMilliseconds { get; init; }

    /// <summary>See <see cref="ExecuteEntry.Policies"/>.</summary>
    public SupervisionPolicies? Policies { get; init; }
}
