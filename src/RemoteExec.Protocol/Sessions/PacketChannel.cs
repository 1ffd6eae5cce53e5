using System.Buffers;
using System.IO.Pipelines;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Sessions;

/// <summary>
/// The encrypted part of a connection: frames in, packets out, and back. One reader and one writer use it at a time; it owns the keys and not the transport. It knows
/// nothing of who may say what.
/// </summary>
public sealed class PacketChannel : IDisposable
{
    // Writing a packet never waits, so one buffer per thread serves all connections: ten thousand idle ones cost none.
    [ThreadStatic]
    private static PacketWriter? _threadWriter;

    private readonly IDuplexPipe _transport;
    private readonly BoxSharedKey _key;
    private readonly BoxSealer _sealer;
    private readonly BoxOpener _opener;
    private int _maxDataLength = FrameLimits.MaxDataLengthBeforeAuthentication;
    private ReadOnlySequence<byte> _buffer;
    private bool _holdsBuffer;
    private bool _inputEnded;
    private Packet? _kept;

    /// <summary>A channel over a transport whose keys are agreed.</summary>
    /// <param name="transport">The connection; the caller closes it.</param>
    /// <param name="key">The shared key; the channel disposes it.</param>
    /// <param name="dialect">Settled for the connection.</param>
    /// <param name="extensions">What both ends agreed on.</param>
    internal PacketChannel(IDuplexPipe transport, BoxSharedKey key, FrameDialect dialect, WireExtensions extensions)
    {
        _transport = transport;
        _key = key;
        _sealer = BoxSealer.Create(key);
        _opener = new BoxOpener(key, _sealer.NoncePrefix);
        Dialect = dialect;
        Extensions = extensions;
        if (extensions.HasFlag(WireExtensions.Identity))
        {
            _opener.RequireCounter();
        }
    }

    /// <summary>The dialect of its frames.</summary>
    public FrameDialect Dialect { get; }

    /// <summary>What both ends agreed on.</summary>
    public WireExtensions Extensions { get; }

    /// <summary>Bytes written and not flushed yet.</summary>
    internal int UnflushedBytes { get; private set; }

    private static PacketWriter Writer => _threadWriter ??= new PacketWriter();

    /// <summary>Takes the next packet from what has already arrived.</summary>
    /// <param name="read">What came.</param>
    /// <returns>False when a whole frame is not there yet: flush what you have to say, then <see cref="ReadAsync"/>.</returns>
    public bool TryRead(out ChannelRead read)
    {
        read = default;
        if (_kept is { } kept)
        {
            _kept = null;
            read = new ChannelRead(ChannelReadKind.Packet, kept);
            return true;
        }

        if (!_holdsBuffer)
        {
            return false;
        }

        switch (FrameReader.TryRead(ref _buffer, Dialect, _maxDataLength, out var data, out _))
        {
            case FrameReadStatus.Frame:
                read = Open(data);
                return true;
            case FrameReadStatus.Empty when _buffer.Length >= Dialect.HeaderSize():
                // After 200 the connection goes on, so its header is taken off like that of any frame.
                _buffer = _buffer.Slice(Dialect.HeaderSize());
                read = new ChannelRead(ChannelReadKind.Fault, Fault: new WireFault(WireErrorCode.InvalidData, "a frame of LENGTH 0"));
                return true;
            case FrameReadStatus.TooLarge:
                read = new ChannelRead(ChannelReadKind.Fault, Fault: new WireFault(WireErrorCode.TooLarge, $"a frame over the limit of {_maxDataLength} bytes"));
                return true;
            default:
                if (_inputEnded)
                {
                    read = new ChannelRead(_buffer.IsEmpty ? ChannelReadKind.Closed : ChannelReadKind.Truncated);
                }

                return _inputEnded;
        }
    }

    /// <summary>Waits for the next packet.</summary>
    /// <param name="cancel">Ends the wait with <see cref="OperationCanceledException"/>.</param>
    public ValueTask<ChannelRead> ReadAsync(CancellationToken cancel = default) =>
        TryRead(out var read) ? ValueTask.FromResult(read) : WaitAsync(cancel);

    /// <summary>Encrypts a message into the transport's buffer; <see cref="FlushAsync"/> sends it.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is too large for a frame.</exception>
    public void Write(WireMessage message) => Seal(Writer.Write(message, Dialect));

    /// <summary>Encrypts an error into the transport's buffer.</summary>
    /// <param name="code">The code.</param>
    public void Write(WireErrorCode code) => Seal(Writer.Write(code));

    /// <summary>Sends what was written.</summary>
    /// <param name="cancel">Ends the wait.</param>
    public ValueTask<FlushResult> FlushAsync(CancellationToken cancel = default)
    {
        UnflushedBytes = 0;
        return _transport.Output.FlushAsync(cancel);
    }

    /// <summary>From here on the limit of authenticated peers holds.</summary>
    public void RaiseLimit() => _maxDataLength = FrameLimits.MaxDataLength;

    /// <summary>Gives the transport back what was read but not used, and zeroes the key. Call it after both loops have ended.</summary>
    public void Dispose()
    {
        ReleaseBuffer();
        _key.Dispose();
    }

    /// <summary>Keeps what stood behind a key that the handshake took: the next packet read is this one.</summary>
    internal void Keep(IReadOnlyList<WireMessage> messages) => _kept = messages.Count > 0 ? new Packet(null, messages) : null;

    private void Seal(ReadOnlySpan<byte> json)
    {
        _sealer.SealFrame(json, Dialect, _transport.Output);
        UnflushedBytes += FrameWriter.FrameSize(Dialect, BoxSealer.SealedLength(json.Length));
    }

    private ChannelRead Open(in ReadOnlySequence<byte> data)
    {
        var json = ArrayPool<byte>.Shared.Rent(Math.Max(1, BoxOpener.MaxOpenedLength(data.Length)));
        try
        {
            var status = _opener.Open(data, json, out var length);
            if (status != OpenStatus.Opened)
            {
                return new ChannelRead(ChannelReadKind.Fault, Fault: new WireFault(WireErrorCode.CouldNotDecrypt, OpenFaults.Describe(status)));
            }

            return PacketReader.TryRead(json.AsSpan(0, length), out var packet, out var problem)
                ? new ChannelRead(ChannelReadKind.Packet, packet)
                : new ChannelRead(ChannelReadKind.Fault, Fault: new WireFault(WireErrorCode.InvalidData, problem));
        }
        finally
        {
            // It held what was encrypted, perhaps a password.
            ArrayPool<byte>.Shared.Return(json, clearArray: true);
        }
    }

    private async ValueTask<ChannelRead> WaitAsync(CancellationToken cancel)
    {
        ChannelRead read;
        while (!TryRead(out read))
        {
            ReleaseBuffer();
            try
            {
                var result = await _transport.Input.ReadAsync(cancel).ConfigureAwait(false);
                _buffer = result.Buffer;
                _inputEnded = result.IsCompleted;
                _holdsBuffer = true;
            }
            catch (IOException)
            {
                return new ChannelRead(ChannelReadKind.Truncated);
            }
        }

        return read;
    }

    private void ReleaseBuffer()
    {
        if (_holdsBuffer)
        {
            _transport.Input.AdvanceTo(_buffer.Start, _buffer.End);
            _holdsBuffer = false;
            _buffer = default;
        }
    }
}
