using System.Text.Json;
using System.Text.Json.Serialization;

namespace RemoteExec.Protocol.Messages.Json;

/// <summary>Reads and echoes both forms of an id; anything else is a packet of the wrong shape.</summary>
internal sealed class WireIdConverter : JsonConverter<WireId>
{
    public override WireId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    /// <summary>Reads the id on which the reader stands.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    internal static WireId Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when WholeNumber.TryRead(ref reader, out var number) && WireId.TryCreate(number, out var id):
                return id;
            case JsonTokenType.String when WireId.TryCreate(reader.GetString(), out var id):
                return id;
            default:
                throw new JsonException("An id is an integer 0…2^53−1 or 1–64 characters of A-Z a-z 0-9 . _ : -.");
        }
    }

    public override void Write(Utf8JsonWriter writer, WireId value, JsonSerializerOptions options)
    {
        if (value.Number is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(value.Text);
        }
    }
}
