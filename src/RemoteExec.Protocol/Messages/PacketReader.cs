using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>From the JSON of one packet to its messages. Pure; what it accepts has passed every check of docs/protocol.md §2.</summary>
public static class PacketReader
{
    /// <summary>The problem of a packet that is JSON, and passed the strict check, but not of the shape this protocol has.</summary>
    internal const string WrongShape = "the packet has the wrong shape";

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MessageLimits.MaxDepth };

    /// <summary>Reads a packet.</summary>
    /// <param name="json">The text, decrypted.</param>
    /// <param name="packet">The packet, when it passed.</param>
    /// <param name="problem">A safe sentence, when it did not: error 200.</param>
    /// <returns>Whether it passed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out Packet? packet, [NotNullWhen(false)] out string? problem)
    {
        packet = null;
        problem = JsonStrictness.FindProblem(json);
        if (problem is not null)
        {
            return false;
        }

        try
        {
            packet = Read(json);
            return true;
        }
        catch (JsonException)
        {
            // The serializer's own message may quote the peer.
            problem = WrongShape;
            return false;
        }
    }

    private static Packet Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, ReaderOptions);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        WireErrorCode? error = null;
        IReadOnlyList<WireMessage>? messages = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                messages = ReadDataOrSkip(ref reader);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                error = ReadError(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return error is not null ? new Packet(error, [])
            : messages is not null ? new Packet(null, messages)
            : throw new JsonException();
    }

    private static WireErrorCode ReadError(ref Utf8JsonReader reader)
    {
        using var error = JsonDocument.ParseValue(ref reader);
        return error.RootElement.ValueKind == JsonValueKind.Object
            && error.RootElement.TryGetProperty("code"u8, out var code)
            && WholeNumber.TryRead(code, out var number)
            && number is > 0 and <= 999
                ? (WireErrorCode)number
                : WireErrorCode.None;
    }

    // Null when it has the wrong shape: an "error" that may follow wins all the same, and is never answered with one.
    private static IReadOnlyList<WireMessage>? ReadDataOrSkip(ref Utf8JsonReader reader)
    {
        var start = reader;
        try
        {
            return ReadData(ref reader);
        }
        catch (JsonException)
        {
            reader = start;
            reader.Skip();
            return null;
        }
    }

    private static IReadOnlyList<WireMessage> ReadData(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        var data = new DataCollector();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            MessageReaders.ReadMember(ref reader, ref data);
        }

        return data.Finish();
    }
}
