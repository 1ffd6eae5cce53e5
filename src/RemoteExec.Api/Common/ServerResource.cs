namespace RemoteExec.Api.Common;

/// <summary>The server itself.</summary>
public sealed record ServerResource
{
    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>The fingerprint of its identity.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Where agents connect.</summary>
    public required string Agents { get; init; }

    /// <summary>Where people connect.</summary>
    public required string Http { get; init; }

    /// <summary>Since when it runs.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>What its clock says: the one by which <c>at</c> counts.</summary>
    public DateTimeOffset Now { get; init; }
}

/// <summary>Answer of <c>/readyz</c>.</summary>
public sealed record ReadinessResource
{
    /// <summary>Whether it can do its work.</summary>
    public required bool Ready { get; init; }

    /// <summary>Why not; null when it can.</summary>
    public string? Reason { get; init; }
}
