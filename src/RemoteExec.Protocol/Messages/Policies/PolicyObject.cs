using System.Text.Json;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages.Policies;

/// <summary>Reads the member whose name the reader stands on into a draft; null when it was read, else why not.</summary>
internal delegate string? PolicyMember<T>(ref Utf8JsonReader reader, ref T draft);

/// <summary>Objects among the members of an entry. A member that is not known refuses the entry: nothing is started with less than was asked for.</summary>
internal static class PolicyObject
{
    /// <summary>Null when it was read, else why not; then the reader stands where it began.</summary>
    internal static string? Read<T>(ref Utf8JsonReader reader, string shape, ref T draft, PolicyMember<T> readMember)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return shape;
        }

        var start = reader;
        while (EntryList.NextMember(ref reader))
        {
            var refusal = IsIgnored(ref reader) ? Skip(ref reader) : readMember(ref reader, ref draft);
            if (refusal is not null)
            {
                reader = start;
                return refusal;
            }
        }

        return null;
    }

    /// <summary>The number behind a name; a null counts as missing.</summary>
    internal static string? ReadWhole(ref Utf8JsonReader reader, PolicyRange range, out long? value)
    {
        reader.Read();
        value = null;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (!WholeNumber.TryRead(ref reader, out var number))
        {
            return $"{range.Member} must be a whole number; it {range.Sentence}";
        }

        value = number;
        return range.FindProblem(number) is { } problem ? $"{range.Member} {problem}" : null;
    }

    /// <summary>The text behind a name; a null counts as missing.</summary>
    internal static string? ReadText(ref Utf8JsonReader reader, string member, string sentence, out string? text)
    {
        reader.Read();
        text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return reader.TokenType is JsonTokenType.String or JsonTokenType.Null ? null : $"{member} {sentence}";
    }

    private static bool IsIgnored(ref Utf8JsonReader reader) => reader.ValueTextEquals(""u8) || reader.ValueTextEquals("holder"u8);

    private static string? Skip(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return null;
    }
}
