using System.Text.Json;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>Reads one entry of <c>processStatus</c>.</summary>
internal static class ProcessStatusEntryReader
{
    /// <exception cref="JsonException"><c>id</c> or <c>state</c> is missing, or a member has the wrong type.</exception>
    internal static ProcessStatusEntry Read(ref Utf8JsonReader reader)
    {
        WireId? id = null;
        WireProcessState? state = null;
        var message = "";
        int? exitCode = null;
        int? signal = null;
        int? attempt = null;
        long? at = null;
        bool? ready = null;
        while (EntryList.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = WireIdConverter.Read(ref reader);
            }
            else if (reader.ValueTextEquals("state"u8))
            {
                reader.Read();
                state = ProcessStateConverter.Read(ref reader);
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                reader.Read();
                message = TextConverter.Read(ref reader);
            }
            else if (reader.ValueTextEquals("exitCode"u8))
            {
                exitCode = ReadExitCode(ref reader);
            }
            else if (reader.ValueTextEquals("signal"u8))
            {
                signal = ReadInt32(ref reader);
            }
            else if (reader.ValueTextEquals("attempt"u8))
            {
                attempt = ReadInt32(ref reader);
            }
            else if (reader.ValueTextEquals("at"u8))
            {
                at = ReadInt64(ref reader);
            }
            else if (reader.ValueTextEquals("ready"u8))
            {
                ready = ReadBoolean(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ProcessStatusEntry
        {
            Id = id ?? throw new JsonException(),
            State = state ?? throw new JsonException(),
            Message = message,
            ExitCode = exitCode,
            Signal = signal,
            Attempt = attempt,
            At = at,
            Ready = ready,
        };
    }

    private static int? ReadInt32(ref Utf8JsonReader reader) =>
        ReadInt64(ref reader) switch
        {
            null => null,
            >= int.MinValue and <= int.MaxValue and var value => (int)value,
            _ => throw new JsonException(),
        };

    // Windows counts exit codes without a sign (0xC0000005 is 3221225477): the same 32 bits, read as we keep them.
    private static int? ReadExitCode(ref Utf8JsonReader reader) =>
        ReadInt64(ref reader) switch
        {
            null => null,
            >= int.MinValue and <= uint.MaxValue and var value => unchecked((int)value),
            _ => throw new JsonException(),
        };

    private static bool? ReadBoolean(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw new JsonException(),
        };
    }

    private static long? ReadInt64(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? null
            : WholeNumber.TryRead(ref reader, out var value) ? value
            : throw new JsonException();
    }
}
