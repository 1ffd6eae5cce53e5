namespace RemoteExec.Api.Tokens;

/// <summary>Body of POST join-tokens.</summary>
public sealed record JoinTokenRequest
{
    /// <summary>Seconds it lives, 60…2,592,000; default 3,600.</summary>
    public int? Ttl { get; init; }
}

/// <summary>A join token, as a list shows it.</summary>
public sealed record JoinTokenResource
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The token itself; only in the answer that makes it.</summary>
    public string? Token { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The machine that used it.</summary>
    public string? SpentBy { get; init; }
}

/// <summary>Body of POST tokens.</summary>
public sealed record ApiTokenRequest
{
    /// <summary>What it is for, 1–64 characters.</summary>
    public required string Name { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Seconds it lives, 60…315,360,000; null: 30 days when it belongs to an account, else until it is revoked.</summary>
    public int? Ttl { get; init; }
}

/// <summary>An API token, as a list shows it.</summary>
public sealed record ApiTokenResource
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>What it allows now: the lesser of its scope and the role of its account.</summary>
    public required string Role { get; init; }

    /// <summary>The token itself; only in the answer that makes it.</summary>
    public string? Token { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The account that it belongs to; null: none.</summary>
    public string? Account { get; init; }

    /// <summary>The most that it allows.</summary>
    public string? Scope { get; init; }

    /// <summary>When it was last used, to the minute; null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}
