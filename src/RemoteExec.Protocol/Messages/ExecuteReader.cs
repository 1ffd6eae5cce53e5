using System.Text.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>Reads <c>execute</c>: the array of the seed, or the legacy <c>{"executables":[…]}</c>.</summary>
internal static class ExecuteReader
{
    /// <exception cref="JsonException">It is neither, or has too many entries, or one that is no object.</exception>
    internal static ExecuteMessage Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return new ExecuteMessage(ReadEntries(ref reader));
        }

        IReadOnlyList<ExecuteEntry>? entries = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("executables"u8))
            {
                reader.Read();
                entries = ReadEntries(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ExecuteMessage(entries ?? throw new JsonException());
    }

    private static ExecuteEntry[] ReadEntries(ref Utf8JsonReader reader) => EntryList.Read(ref reader, ExecuteEntryReader.Read);
}
