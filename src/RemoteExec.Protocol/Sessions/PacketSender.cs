using System.Threading.Channels;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Sessions;

/// <summary>
/// The one writer of a connection: a bounded queue in front, one task behind, one flush for whatever waits together. A peer that does not read fills its queue and nobody
/// else's.
/// </summary>
public sealed class PacketSender
{
    private readonly PacketChannel _channel;
    private readonly Channel<Outgoing> _queue;
    private WireMessage? _farewell;
    private volatile bool _gaveUp;

    /// <summary>A sender for a channel; <see cref="RunAsync"/> does the work.</summary>
    /// <param name="channel">The channel; nobody else writes to it.</param>
    /// <param name="capacity">Packets that may wait.</param>
    public PacketSender(PacketChannel channel, int capacity = SessionLimits.SendQueue)
    {
        ArgumentNullException.ThrowIfNull(channel);
        _channel = channel;
        _queue = Channel.CreateBounded<Outgoing>(new BoundedChannelOptions(capacity)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
        });
    }

    /// <summary>Queues a message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>False when the queue is full or closed; the message will not be sent.</returns>
    public bool TryEnqueue(WireMessage message) => _queue.Writer.TryWrite(new Outgoing(message, WireErrorCode.None));

    /// <summary>Queues a message that is made when it is its turn, and leaves at once: one that says when it was sent.</summary>
    /// <param name="late">Makes it, on the sender's task; must not fail.</param>
    /// <returns>False when the queue is full or closed.</returns>
    public bool TryEnqueue(Func<WireMessage> late) => _queue.Writer.TryWrite(new Outgoing(null, WireErrorCode.None, late));

    /// <summary>Queues an error.</summary>
    /// <param name="code">The code.</param>
    /// <returns>False when the queue is full or closed.</returns>
    public bool TryEnqueue(WireErrorCode code) => _queue.Writer.TryWrite(new Outgoing(null, code));

    /// <summary>Queues a message, waiting for room: for senders that can be slowed, such as output.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ChannelClosedException">The connection has ended.</exception>
    public ValueTask EnqueueAsync(WireMessage message, CancellationToken cancel) =>
        _queue.Writer.WriteAsync(new Outgoing(message, WireErrorCode.None), cancel);

    /// <summary>Takes no more; what waits is still sent.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Takes no more and drops what waits: for a peer that does not read. One last message takes the place of it all, if the peer reads again.</summary>
    /// <param name="farewell">That message; null: none.</param>
    public void GiveUp(WireMessage? farewell)
    {
        _farewell = farewell;
        _gaveUp = true;
        Complete();
    }

    /// <summary>Sends until <see cref="Complete"/> was called and all is sent, the transport ends, or it is cancelled.</summary>
    /// <param name="cancel">Stops at once; what waits is not sent.</param>
    /// <exception cref="ArgumentOutOfRangeException">One entry alone is too large for a packet; what waits behind it is not sent.</exception>
    /// <exception cref="IOException">The connection was reset; what waits is not sent.</exception>
    public async Task RunAsync(CancellationToken cancel = default)
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(cancel).ConfigureAwait(false))
            {
                if (!await SendWaitingAsync(cancel).ConfigureAwait(false))
                {
                    return;
                }
            }

            if (_gaveUp && _farewell is { } farewell)
            {
                _channel.Write(farewell);
                await _channel.FlushAsync(cancel).ConfigureAwait(false);
            }
        }
        finally
        {
            _queue.Writer.TryComplete();
        }
    }

    private async ValueTask<bool> SendWaitingAsync(CancellationToken cancel)
    {
        // An LE4 peer gets one write a frame. To others what waits together leaves together, but only so much of it: writing never waits, so without flushes between a
        // producer that keeps up would fill memory in place of the queue.
        var most = _channel.Dialect == FrameDialect.LE4 ? 1 : SessionLimits.FlushAfter;
        while (_queue.Reader.TryRead(out var outgoing))
        {
            if (_gaveUp)
            {
                continue;
            }

            if (outgoing.Late is { } late)
            {
                _channel.Write(late());
                if (!await FlushAsync(cancel).ConfigureAwait(false))
                {
                    return false;
                }

                continue;
            }

            if (outgoing.Message is null || PacketParts.IsOnePart(outgoing.Message, _channel.Dialect))
            {
                Write(outgoing);
                if (_channel.UnflushedBytes >= most && !await FlushAsync(cancel).ConfigureAwait(false))
                {
                    return false;
                }

                continue;
            }

            foreach (var part in PacketParts.Split(outgoing.Message, _channel.Dialect))
            {
                _channel.Write(part);
                if (_channel.UnflushedBytes >= most && !await FlushAsync(cancel).ConfigureAwait(false))
                {
                    return false;
                }
            }
        }

        return await FlushAsync(cancel).ConfigureAwait(false);
    }

    private void Write(in Outgoing outgoing)
    {
        if (outgoing.Message is null)
        {
            _channel.Write(outgoing.Error);
        }
        else
        {
            _channel.Write(outgoing.Message);
        }
    }

    private async ValueTask<bool> FlushAsync(CancellationToken cancel) =>
        !(await _channel.FlushAsync(cancel).ConfigureAwait(false)).IsCompleted;

    private readonly record struct Outgoing(WireMessage? Message, WireErrorCode Error, Func<WireMessage>? Late = null);
}
