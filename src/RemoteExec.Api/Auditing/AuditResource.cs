namespace RemoteExec.Api.Auditing;

/// <summary>Who did what to what, from where, and how it ended.</summary>
public sealed record AuditResource
{
    /// <summary>Rises with every row.</summary>
    public long Id { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The account's name, or that of a token that belongs to no account.</summary>
    public required string Who { get; init; }

    /// <summary>The account's name; null: it was none.</summary>
    public string? Account { get; init; }

    /// <summary>The id of the API token; null: none was shown.</summary>
    public string? Token { get; init; }

    /// <summary>A family and a verb, such as <c>machine.rename</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The name or id of what it was done to.</summary>
    public required string Target { get; init; }

    /// <summary>What else there is to say; null: nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>Where the request came from; null: from the server itself.</summary>
    public string? Address { get; init; }

    /// <summary><c>ok</c>, <c>denied</c> (role too low), <c>refused</c>, <c>failed</c> or <c>locked</c>.</summary>
    public required string Outcome { get; init; }
}
