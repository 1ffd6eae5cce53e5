using System.Text.Json.Serialization;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary><c>output</c>: pieces of what processes write.</summary>
/// <param name="Pieces">At most 256, together at most 64 KiB.</param>
public sealed record OutputMessage(IReadOnlyList<OutputPiece> Pieces) : WireMessage;

/// <summary>The streams of a process.</summary>
public enum WireStream
{
    /// <summary>Standard output.</summary>
    Stdout = 1,

    /// <summary>Standard error.</summary>
    Stderr = 2,
}

/// <summary>A piece of one stream: <see cref="Text"/> or <see cref="Bytes"/>.</summary>
public sealed record OutputPiece
{
    /// <summary>The start's id.</summary>
    [JsonRequired]
    public WireId Id { get; init; }

    /// <summary>Which stream.</summary>
    [JsonRequired, JsonConverter(typeof(OutputStreamConverter))]
    public WireStream Stream { get; init; }

    /// <summary>Of the first byte, from the start of the process.</summary>
    [JsonRequired, JsonConverter(typeof(WholeInt64Converter))]
    public long Offset { get; init; }

    /// <summary>The piece when it is valid UTF-8 by itself.</summary>
    public string? Text { get; init; }

    /// <summary>The piece otherwise.</summary>
    public byte[]? Bytes { get; init; }
}
