namespace RemoteExec.Api.Output;

/// <summary>A piece of what a process wrote.</summary>
public sealed record OutputItem
{
    /// <summary>The process.</summary>
    public required long Process { get; init; }

    /// <summary><c>stdout</c> or <c>stderr</c>.</summary>
    public required string Stream { get; init; }

    /// <summary>Of the first byte in its stream. A step beyond the end of the piece before is a gap.</summary>
    public required long Offset { get; init; }

    /// <summary>When the server had it.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The piece when it is UTF-8.</summary>
    public string? Text { get; init; }

    /// <summary>The piece otherwise (base64).</summary>
    public byte[]? Bytes { get; init; }
}
