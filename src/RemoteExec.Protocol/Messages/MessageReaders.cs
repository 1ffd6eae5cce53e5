using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>The known keys of <c>data</c>: an explicit table. Anything else is skipped.</summary>
internal static class MessageReaders
{
    private static WireJsonContext Json => WireJsonContext.Default;

    /// <summary>Reads one member of <c>data</c>; the reader stands on its name.</summary>
    /// <exception cref="JsonException">A known key has the wrong shape.</exception>
    internal static void ReadMember(ref Utf8JsonReader reader, ref DataCollector data)
    {
        var key = MessageKeys.Find(ref reader);
        reader.Read();
        switch (key)
        {
            case MessageKey.PublicKey:
                data.Add(new PublicKeyMessage(StringOrSkip(ref reader), WireExtensions.None));
                break;
            case MessageKey.Extensions:
                data.Extensions = ReadExtensions(ref reader);
                break;
            case MessageKey.Seq:
                data.Sequence = WholeNumber.TryRead(ref reader, out var seq) && seq >= 0 ? seq : throw new JsonException();
                break;
            case MessageKey.Identity:
                data.Add(Read(ref reader, Json.IdentityMessage));
                break;
            case MessageKey.Authenticate:
                data.Add(AuthenticateReader.Read(ref reader));
                break;
            case MessageKey.AuthVerification:
                data.Add(Read(ref reader, Json.AuthVerificationJson).ToMessage());
                break;
            case MessageKey.Execute:
                data.Add(ExecuteReader.Read(ref reader));
                break;
            case MessageKey.Executed:
                data.Add(new ExecutedMessage(EntryList.Read(ref reader, ExecutedEntryReader.Read)));
                break;
            case MessageKey.ProcessStatus:
                data.Add(new ProcessStatusMessage(EntryList.Read(ref reader, ProcessStatusEntryReader.Read)));
                break;
            case MessageKey.Setup:
                data.Add(Read(ref reader, Json.SetupMessage));
                break;
            case MessageKey.SetupComplete:
                data.Add(Read(ref reader, Json.SetupCompleteMessage));
                break;
            case MessageKey.Browse:
                data.Add(Read(ref reader, Json.BrowseMessage));
                break;
            case MessageKey.Browsed:
                data.Add(Read(ref reader, Json.BrowsedMessage));
                break;
            case MessageKey.Snapshot:
                data.Add(Read(ref reader, Json.SnapshotMessage));
                break;
            case MessageKey.Ack:
                data.Add(Read(ref reader, Json.AckMessage));
                break;
            case MessageKey.Kill:
                data.Add(Read(ref reader, Json.KillMessage));
                break;
            case MessageKey.Ping:
                data.Add(Read(ref reader, Json.PingMessage));
                break;
            case MessageKey.Pong:
                data.Add(Read(ref reader, Json.PongMessage));
                break;
            case MessageKey.Bye:
                data.Add(Read(ref reader, Json.ByeMessage));
                break;
            case MessageKey.Output:
                data.Add(new OutputMessage(ReadList(ref reader, Json.OutputPieceArray)));
                break;
            case MessageKey.Check:
                data.Add(CheckReader.ReadQuestion(ref reader));
                break;
            case MessageKey.Wake:
                data.Add(Read(ref reader, Json.WakeMessage));
                break;
            case MessageKey.Checked:
                data.Add(CheckReader.ReadAnswer(ref reader));
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static T Read<T>(ref Utf8JsonReader reader, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(ref reader, type) ?? throw new JsonException();

    private static T[] ReadList<T>(ref Utf8JsonReader reader, JsonTypeInfo<T[]> type)
    {
        var entries = Read(ref reader, type);
        return entries.Length <= MessageLimits.MaxEntries && !entries.Contains(default) ? entries : throw new JsonException();
    }

    private static string? StringOrSkip(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    private static WireExtensions ReadExtensions(ref Utf8JsonReader reader)
    {
        var names = Read(ref reader, Json.StringArray);
        return names.Length <= MessageLimits.MaxExtensions && names.All(static name => name is { Length: > 0 and <= MessageLimits.MaxExtensionName })
            ? ExtensionNames.Parse(names)
            : throw new JsonException();
    }
}
