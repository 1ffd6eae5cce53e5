using System.Text.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>Reads one entry of an array; the reader stands on its <c>{</c>, and afterwards on its <c>}</c>.</summary>
internal delegate T EntryReader<out T>(ref Utf8JsonReader reader);

/// <summary>
/// Arrays of objects in the messages that come most often, read member by member: the serializer walks each value twice and boxes its way through constructors, which is
/// three times the work (docs/performance.md).
/// </summary>
internal static class EntryList
{
    /// <exception cref="JsonException">It is no array, or has too many entries, or one that is no object.</exception>
    internal static T[] Read<T>(ref Utf8JsonReader reader, EntryReader<T> readEntry)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        // One entry is by far the most common.
        T[]? one = null;
        List<T>? many = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject || many?.Count == MessageLimits.MaxEntries)
            {
                throw new JsonException();
            }

            var entry = readEntry(ref reader);
            if (one is null)
            {
                one = [entry];
            }
            else
            {
                many ??= [one[0]];
                many.Add(entry);
            }
        }

        return many?.ToArray() ?? one ?? [];
    }

    /// <summary>Moves to the next member of the object; false at its end.</summary>
    internal static bool NextMember(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;
}
