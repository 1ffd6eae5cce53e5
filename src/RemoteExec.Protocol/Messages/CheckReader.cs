using System.Text.Json;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>Reads <c>check</c> and <c>checked</c>: a number, and the entries that <c>execute</c> and <c>executed</c> have.</summary>
internal static class CheckReader
{
    /// <exception cref="JsonException">It has another shape.</exception>
    internal static CheckMessage ReadQuestion(ref Utf8JsonReader reader)
    {
        var (question, entries) = Read(ref reader, "execute"u8, ExecuteEntryReader.Read);
        return new CheckMessage(question, entries);
    }

    /// <exception cref="JsonException">It has another shape.</exception>
    internal static CheckedMessage ReadAnswer(ref Utf8JsonReader reader)
    {
        var (question, entries) = Read(ref reader, "executed"u8, ExecutedEntryReader.Read);
        return new CheckedMessage(question, entries);
    }

    private static (long Question, T[] Entries) Read<T>(ref Utf8JsonReader reader, ReadOnlySpan<byte> list, EntryReader<T> readEntry)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        long? question = null;
        T[]? entries = null;
        while (EntryList.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("question"u8))
            {
                reader.Read();
                question = WholeNumber.TryRead(ref reader, out var number) && number is >= 0 and <= MessageLimits.MaxIntegerId ? number : throw new JsonException();
            }
            else if (reader.ValueTextEquals(list))
            {
                reader.Read();
                entries = EntryList.Read(ref reader, readEntry);
            }
            else
            {
                reader.Skip();
            }
        }

        return (question ?? throw new JsonException(), entries ?? throw new JsonException());
    }
}
