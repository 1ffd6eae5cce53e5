using System.Text.Json;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>Each message as members of <c>data</c>: exactly one base key, first, then what stands beside it.</summary>
internal static class MessageWriters
{
    private static WireJsonContext Json => WireJsonContext.Default;

    internal static void WriteMembers(Utf8JsonWriter writer, WireMessage message, FrameDialect dialect)
    {
        var legacy = dialect == FrameDialect.LE4;
        switch (message)
        {
            case PublicKeyMessage key:
                WriteKey(writer, key);
                break;
            case IdentityMessage identity:
                writer.WritePropertyName("identity"u8);
                JsonSerializer.Serialize(writer, identity, Json.IdentityMessage);
                break;
            case AuthenticateMessage authenticate:
                WriteAuthenticate(writer, authenticate);
                break;
            case AuthVerificationMessage verification:
                writer.WritePropertyName("authVerification"u8);
                JsonSerializer.Serialize(writer, AuthVerificationJson.Of(verification), Json.AuthVerificationJson);
                break;
            case ExecuteMessage execute:
                ExecuteEntryWriter.Write(writer, execute, legacy);
                break;
            case ExecutedMessage executed:
                writer.WritePropertyName("executed"u8);
                WriteExecuted(writer, executed.Entries);
                WriteSequence(writer, executed.Sequence);
                break;
            case ProcessStatusMessage status:
                writer.WritePropertyName("processStatus"u8);
                WriteStatuses(writer, status.Entries, legacy);
                WriteSequence(writer, status.Sequence);
                break;
            case SetupMessage setup:
                writer.WritePropertyName("setup"u8);
                JsonSerializer.Serialize(writer, setup, Json.SetupMessage);
                break;
            case SetupCompleteMessage complete:
                writer.WritePropertyName("setupComplete"u8);
                JsonSerializer.Serialize(writer, complete, Json.SetupCompleteMessage);
                break;
            case BrowseMessage browse:
                writer.WritePropertyName("browse"u8);
                JsonSerializer.Serialize(writer, browse, Json.BrowseMessage);
                break;
            case BrowsedMessage browsed:
                writer.WritePropertyName("browsed"u8);
                JsonSerializer.Serialize(writer, browsed, Json.BrowsedMessage);
                break;
            case SnapshotMessage snapshot:
                writer.WritePropertyName("snapshot"u8);
                JsonSerializer.Serialize(writer, snapshot, Json.SnapshotMessage);
                break;
            case AckMessage ack:
                writer.WritePropertyName("ack"u8);
                JsonSerializer.Serialize(writer, ack, Json.AckMessage);
                break;
            case KillMessage kill:
                writer.WritePropertyName("kill"u8);
                JsonSerializer.Serialize(writer, kill, Json.KillMessage);
                break;
            case PingMessage ping:
                writer.WritePropertyName("ping"u8);
                JsonSerializer.Serialize(writer, ping, Json.PingMessage);
                break;
            case PongMessage pong:
                writer.WritePropertyName("pong"u8);
                JsonSerializer.Serialize(writer, pong, Json.PongMessage);
                break;
            case ByeMessage bye:
                writer.WritePropertyName("bye"u8);
                JsonSerializer.Serialize(writer, bye, Json.ByeMessage);
                break;
            case OutputMessage output:
                writer.WritePropertyName("output"u8);
                JsonSerializer.Serialize(writer, output.Pieces, Json.IReadOnlyListOutputPiece);
                break;
            case WakeMessage wake:
                writer.WritePropertyName("wake"u8);
                JsonSerializer.Serialize(writer, wake, Json.WakeMessage);
                break;
            case CheckMessage check:
                writer.WriteStartObject("check"u8);
                writer.WriteNumber("question"u8, check.Question);
                ExecuteEntryWriter.Write(writer, new ExecuteMessage(check.Entries), legacy: false);
                writer.WriteEndObject();
                break;
            case CheckedMessage answer:
                writer.WriteStartObject("checked"u8);
                writer.WriteNumber("question"u8, answer.Question);
                writer.WritePropertyName("executed"u8);
                WriteExecuted(writer, answer.Entries);
                writer.WriteEndObject();
                break;
            default:
                throw new ArgumentException($"{message.GetType().Name} is not a message of the wire.", nameof(message));
        }
    }

    private static void WriteKey(Utf8JsonWriter writer, PublicKeyMessage key)
    {
        writer.WriteString("publicKey"u8, key.PublicKey);
        if (key.Extensions == WireExtensions.None)
        {
            return;
        }

        writer.WriteStartArray("extensions"u8);
        foreach (var name in key.Extensions.ToNames())
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    private static void WriteAuthenticate(Utf8JsonWriter writer, AuthenticateMessage message)
    {
        if (message.Bare)
        {
            writer.WriteString("authenticate"u8, message.Password);
            return;
        }

        writer.WriteStartObject("authenticate"u8);
        WriteIfPresent(writer, "key"u8, message.Key);
        WriteIfPresent(writer, "signature"u8, message.Signature);
        WriteIfPresent(writer, "password"u8, message.Password);
        if (message.Token is { } token)
        {
            writer.WritePropertyName("token"u8);
            JsonSerializer.Serialize(writer, token, Json.TokenProof);
        }

        writer.WriteEndObject();
    }

    // "id" is written also when it is null: an entry without a usable id is answered so.
    private static void WriteExecuted(Utf8JsonWriter writer, IReadOnlyList<ExecutedEntry> entries)
    {
        writer.WriteStartArray();
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            writer.WriteStartObject();
            WriteId(writer, entry.Id);
            writer.WriteBoolean("started"u8, entry.Started);
            writer.WriteString("message"u8, TextConverter.Cap(entry.Message));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteStatuses(Utf8JsonWriter writer, IReadOnlyList<ProcessStatusEntry> entries, bool legacy)
    {
        if (!legacy)
        {
            JsonSerializer.Serialize(writer, entries, Json.IReadOnlyListProcessStatusEntry);
            return;
        }

        writer.WriteStartArray();
        foreach (var entry in entries)
        {
            writer.WriteStartObject();
            WriteId(writer, entry.Id);
            writer.WriteString("state"u8, ProcessStateWords.Legacy(entry.State));
            writer.WriteString("message"u8, TextConverter.Cap(entry.Message));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteId(Utf8JsonWriter writer, WireId? id)
    {
        switch (id)
        {
            case { Number: { } number }:
                writer.WriteNumber("id"u8, number);
                break;
            case { Text: { } text }:
                writer.WriteString("id"u8, text);
                break;
            default:
                writer.WriteNull("id"u8);
                break;
        }
    }

    private static void WriteSequence(Utf8JsonWriter writer, long? sequence)
    {
        if (sequence is { } value)
        {
            writer.WriteNumber("seq"u8, value);
        }
    }

    private static void WriteIfPresent(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
