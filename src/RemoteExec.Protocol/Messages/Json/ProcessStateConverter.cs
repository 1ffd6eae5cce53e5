using System.Text.Json;
using System.Text.Json.Serialization;

namespace RemoteExec.Protocol.Messages.Json;

/// <summary>Writes the seed's words; reads them in any case, and the legacy words and numbers.</summary>
internal sealed class ProcessStateConverter : JsonConverter<WireProcessState>
{
    public override WireProcessState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    /// <summary>Reads the state on which the reader stands.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    internal static WireProcessState Read(ref Utf8JsonReader reader)
    {
        // The words that our own agents send are compared as bytes; others may come in any case.
        var state = reader.TokenType switch
        {
            JsonTokenType.String when reader.ValueTextEquals("RUNNING"u8) => WireProcessState.Running,
            JsonTokenType.String when reader.ValueTextEquals("EXITED"u8) => WireProcessState.Exited,
            JsonTokenType.String when reader.ValueTextEquals("CLOSED"u8) => WireProcessState.Closed,
            JsonTokenType.String => FromWord(reader.GetString()!),
            JsonTokenType.Number when WholeNumber.TryRead(ref reader, out var number) => FromLegacyNumber(number),
            _ => null,
        };
        return state ?? throw new JsonException("A state is RUNNING, EXITED or CLOSED.");
    }

    public override void Write(Utf8JsonWriter writer, WireProcessState value, JsonSerializerOptions options) =>
        writer.WriteStringValue(ProcessStateWords.Canonical(value));

    private static WireProcessState? FromWord(string word) => word.ToUpperInvariant() switch
    {
        "RUNNING" or "STARTED" => WireProcessState.Running,
        "EXITED" or "TERMINATED" => WireProcessState.Exited,
        "CLOSED" or "STOPPED" => WireProcessState.Closed,
        "PENDING" => WireProcessState.Pending,
        "UNKNOWN" => WireProcessState.Unknown,
        _ => null,
    };

    private static WireProcessState? FromLegacyNumber(long number) => number switch
    {
        0 => WireProcessState.Closed,
        1 or 2 => WireProcessState.Running,
        3 => WireProcessState.Exited,
        4 => WireProcessState.Unknown,
        _ => null,
    };
}
