using System.Text.Json.Serialization;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary><c>processStatus</c>: where processes stand.</summary>
/// <param name="Entries">At most 256.</param>
/// <param name="Sequence">The packet's <c>seq</c>; null for peers without a journal.</param>
public sealed record ProcessStatusMessage(IReadOnlyList<ProcessStatusEntry> Entries, long? Sequence = null) : WireMessage;

/// <summary>One process.</summary>
public sealed record ProcessStatusEntry
{
    /// <summary>The start's id.</summary>
    [JsonRequired]
    public WireId Id { get; init; }

    /// <summary>Where it stands.</summary>
    [JsonRequired, JsonConverter(typeof(ProcessStateConverter))]
    public WireProcessState State { get; init; }

    /// <summary>From the process, or why it ended.</summary>
    // The generated reader sets every member, also one that did not come: then to null.
    [JsonConverter(typeof(TextConverter))]
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>Its exit code, when it ended with one.</summary>
    [JsonConverter(typeof(WholeInt32Converter))]
    public int? ExitCode { get; init; }

    /// <summary>The number of the signal that ended it.</summary>
    [JsonConverter(typeof(WholeInt32Converter))]
    public int? Signal { get; init; }

    /// <summary>Which start this is, from 1; null reads as 1.</summary>
    [JsonConverter(typeof(WholeInt32Converter))]
    public int? Attempt { get; init; }

    /// <summary>When it happened, µs since 1970 UTC by the client's clock; by the server's, as well as the client knows it, where <c>clock</c> was negotiated.</summary>
    [JsonConverter(typeof(WholeInt64Converter))]
    public long? At { get; init; }

    /// <summary>True once this attempt is ready, false when it cannot become so any more; null: nobody asked, or not yet (supervise).</summary>
    public bool? Ready { get; init; }
}
