namespace RemoteExec.Api.Notices;

/// <summary>A notice: one message to one recipient.</summary>
public sealed record NoticeResource
{
    /// <summary>It goes with the message, as <c>Message-ID</c> or <c>X-RemoteExec-Delivery</c>.</summary>
    public required string Id { get; init; }

    /// <summary>An e-mail address, or <c>webhook:NAME</c>.</summary>
    public required string Recipient { get; init; }

    /// <summary>The run that it tells of.</summary>
    public long Run { get; init; }

    /// <summary>What that performed.</summary>
    public required string Sequence { get; init; }

    /// <summary><c>queued</c>, <c>sent</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is tried next; null: it is not tried any more.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Tries so far.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last try failed.</summary>
    public string? LastError { get; init; }

    /// <summary>What it says, line by line.</summary>
    public IReadOnlyList<string> Text { get; init; } = [];
}
