using System.Text.Json;
using System.Text.Json.Serialization;

namespace RemoteExec.Protocol.Messages.Json;

/// <summary>Text for people: null reads as empty, and what is over 4 Ki characters is cut (never inside a surrogate pair).</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public override bool HandleNull => true;

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => "",
            JsonTokenType.String => Cap(reader.GetString()!),
            _ => throw new JsonException("A text is expected."),
        };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(Cap(value));

    internal static string Cap(string text)
    {
        if (text.Length <= MessageLimits.MaxText)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[MessageLimits.MaxText - 1]) ? MessageLimits.MaxText - 1 : MessageLimits.MaxText;
        return text[..end];
    }
}
