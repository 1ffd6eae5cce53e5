using System.Text.Json;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>Reads one entry of <c>executed</c>.</summary>
internal static class ExecutedEntryReader
{
    /// <exception cref="JsonException"><c>id</c> or <c>started</c> is missing, or a member has the wrong type.</exception>
    internal static ExecutedEntry Read(ref Utf8JsonReader reader)
    {
        WireId? id = null;
        var hasId = false;
        bool? started = null;
        var message = "";
        while (EntryList.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                hasId = true;
                id = reader.TokenType == JsonTokenType.Null ? null : WireIdConverter.Read(ref reader);
            }
            else if (reader.ValueTextEquals("started"u8))
            {
                reader.Read();
                started = reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.GetBoolean() : throw new JsonException();
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                reader.Read();
                message = TextConverter.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return hasId && started is { } isStarted ? new ExecutedEntry(id, isStarted, message) : throw new JsonException();
    }
}
