namespace RemoteExec.Protocol.Messages.Policies;

/// <summary>How a process is looked after: the members of an execute entry beyond what it takes to start it (supervise; docs/protocol.md §9.8).</summary>
public sealed record SupervisionPolicies
{
    /// <summary>When it is started again; null: never.</summary>
    public RestartPolicy? Restart { get; init; }

    /// <summary>Exit codes that are no failure, 1–64 of 0…255; null: only 0. A death by signal is never expected.</summary>
    public IReadOnlyList<int>? Expected { get; init; }

    /// <summary>When it is ready; null: once it runs.</summary>
    public ReadyPolicy? Ready { get; init; }

    /// <summary>How it is stopped when the stop does not say; null: as <c>kill</c> without a grace.</summary>
    public StopPolicy? Stop { get; init; }

    /// <summary>Whom it runs as, 1–32 characters; null: as the client does.</summary>
    public string? User { get; init; }

    /// <summary>What it may use; null: all that the client may.</summary>
    public ResourceLimits? Limits { get; init; }
}
