using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace RemoteExec.Protocol.Messages.Json;

/// <summary>Text for people: null reads as empty, and what is over 4 KiB of UTF-8 is cut, never inside a character.</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public override bool HandleNull => true;

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    /// <summary>Reads the text on which the reader stands.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    internal static string Read(ref Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => "",
            JsonTokenType.String => Cap(reader.GetString()!),
            _ => throw new JsonException("A text is expected."),
        };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(Cap(value));

    internal static string Cap(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MessageLimits.MaxText)
        {
            return text;
        }

        // Writes whole characters only, and says how much of the text they were.
        Span<byte> kept = stackalloc byte[MessageLimits.MaxText];
        Utf8.FromUtf16(text, kept, out var length, out _);
        return text[..length];
    }
}
