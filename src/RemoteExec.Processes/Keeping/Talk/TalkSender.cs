using System.Buffers;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;

namespace RemoteExec.Processes.Keeping.Talk;

/// <summary>Sends messages in order, those that wait together in one write; nobody who has something to say waits.</summary>
internal sealed class TalkSender<T>(TalkStream stream, JsonTypeInfo<T> type)
{
    private const int WriteSize = 64 * 1024;

    private readonly Channel<T> _messages = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Says something; after <see cref="Complete"/> it goes nowhere.</summary>
    internal void Say(T message) => _messages.Writer.TryWrite(message);

    /// <summary>Nothing more is said; what waits is still sent.</summary>
    internal void Complete() => _messages.Writer.TryComplete();

    /// <summary>Sends until <see cref="Complete"/>.</summary>
    /// <exception cref="IOException">The other end is gone.</exception>
    internal async Task RunAsync(CancellationToken cancel)
    {
        var buffer = new ArrayBufferWriter<byte>();
        while (await _messages.Reader.WaitToReadAsync(cancel).ConfigureAwait(false))
        {
            while (buffer.WrittenCount < WriteSize && _messages.Reader.TryRead(out var message))
            {
                TalkStream.Write(buffer, message, type);
            }

            await stream.SendAsync(buffer.WrittenMemory, cancel).ConfigureAwait(false);
            buffer.ResetWrittenCount();
        }
    }
}
