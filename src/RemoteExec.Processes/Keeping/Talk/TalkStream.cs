using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RemoteExec.Processes.Keeping.Talk;

/// <summary>Messages between an agent and its keeper: four bytes of length, little endian, and that much JSON.</summary>
internal sealed class TalkStream(Stream stream) : IAsyncDisposable
{
    // 128 arguments of 4 KiB and an environment, every character of it escaped; a greeting with thousands of processes.
    private const int MaxLength = 16 * 1024 * 1024;

    private readonly byte[] _length = new byte[sizeof(int)];
    private byte[] _message = new byte[4096];

    /// <summary>Reads the next message; one of a kind that this version does not know is passed over.</summary>
    /// <returns>Null at the end.</returns>
    /// <exception cref="IOException">The other end broke off, or does not speak this language.</exception>
    internal async ValueTask<T?> ReadAsync<T>(JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class
    {
        while (true)
        {
            if (await stream.ReadAtLeastAsync(_length, sizeof(int), throwOnEndOfStream: false, cancel).ConfigureAwait(false) < sizeof(int))
            {
                return null;
            }

            var length = BinaryPrimitives.ReadInt32LittleEndian(_length);
            if (length is <= 0 or > MaxLength)
            {
                throw new IOException("What came from the other end is no message.");
            }

            if (_message.Length < length)
            {
                _message = new byte[length];
            }

            var message = _message.AsMemory(0, length);
            await stream.ReadExactlyAsync(message, cancel).ConfigureAwait(false);
            if (Parse(message.Span, type) is { } known)
            {
                return known;
            }
        }
    }

    /// <summary>Appends a message to a buffer.</summary>
    internal static void Write<T>(ArrayBufferWriter<byte> buffer, T message, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, type);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.GetSpan(sizeof(int)), json.Length);
        buffer.Advance(sizeof(int));
        buffer.Write(json);
    }

    internal ValueTask SendAsync(ReadOnlyMemory<byte> messages, CancellationToken cancel) => stream.WriteAsync(messages, cancel);

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static T? Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException e)
        {
            throw new IOException($"What came from the other end is no message: {e.Message}", e);
        }
    }
}
