using System.Text.Json;
using System.Text.Json.Serialization;

namespace RemoteExec.Protocol.Messages.Json;

/// <summary><c>stdout</c> and <c>stderr</c>.</summary>
internal sealed class OutputStreamConverter : JsonConverter<WireStream>
{
    public override WireStream Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            if (reader.ValueTextEquals("stdout"u8))
            {
                return WireStream.Stdout;
            }

            if (reader.ValueTextEquals("stderr"u8))
            {
                return WireStream.Stderr;
            }
        }

        throw new JsonException("A stream is stdout or stderr.");
    }

    public override void Write(Utf8JsonWriter writer, WireStream value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value == WireStream.Stdout ? "stdout"u8 : "stderr"u8);
}
