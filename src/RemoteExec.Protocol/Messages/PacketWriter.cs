using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Protocol.Messages;

/// <summary>
/// From messages to the JSON of a packet. One writer belongs to one sender and is used by one thread at a time; it keeps its buffer, so writing allocates no more than
/// the serializer does.
/// </summary>
public sealed class PacketWriter : IDisposable
{
    // The text goes into frames, never into a page: "+" of base64 and letters beyond ASCII stay as they are.
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly Utf8JsonWriter _writer;

    /// <summary>A writer with an empty buffer.</summary>
    public PacketWriter() => _writer = new Utf8JsonWriter(_buffer, WriterOptions);

    /// <summary>Writes one message as <c>{"data":{…}}</c>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="dialect">LE4 has words and shapes of its own (docs/protocol.md §10); the others share one.</param>
    /// <returns>The text, until the next call.</returns>
    public ReadOnlySpan<byte> Write(WireMessage message, FrameDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(message);
        Begin();
        _writer.WriteStartObject();
        _writer.WriteStartObject("data"u8);
        MessageWriters.WriteMembers(_writer, message, dialect);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _writer.Flush();
        return _buffer.WrittenSpan;
    }

    /// <summary>Writes <c>{"error":{"code":N}}</c>.</summary>
    /// <param name="code">The code.</param>
    /// <returns>The text, until the next call.</returns>
    public ReadOnlySpan<byte> Write(WireErrorCode code)
    {
        Begin();
        _writer.WriteStartObject();
        _writer.WriteStartObject("error"u8);
        _writer.WriteNumber("code"u8, (int)code);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _writer.Flush();
        return _buffer.WrittenSpan;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose() => _writer.Dispose();

    private void Begin()
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
    }
}
