using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Output;

/// <summary>What one stream of a process wrote and the server has not acknowledged. Writer and sender are different threads.</summary>
internal sealed class StreamBuffer(WireStream stream, OutputBudget budget)
{
    private readonly Lock _gate = new();
    private readonly ByteRing _ring = new();
    private long _sent;
    private TaskCompletionSource? _room;

    internal WireStream Stream => stream;

    /// <summary>Bytes that were not sent on this connection.</summary>
    internal long UnsentLength
    {
        get
        {
            lock (_gate)
            {
                return _ring.End - _sent;
            }
        }
    }

    internal bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _ring.Length == 0;
            }
        }
    }

    /// <summary>Takes what fits.</summary>
    /// <returns>Bytes taken; the rest waits for <see cref="RoomAsync"/>, or for <see cref="MakeRoom"/>.</returns>
    internal int Write(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            var granted = budget.Take(Math.Min(data.Length, OutputLimits.PerStream - _ring.Length));
            _ring.Append(data[..granted]);
            return granted;
        }
    }

    /// <summary>Lets the oldest go, so that the newest finds room. When none is to be had, the newest is counted and not kept: the next offset shows the gap either way.</summary>
    /// <returns>Bytes of the newest that are counted as gone.</returns>
    internal int MakeRoom(int wanted)
    {
        lock (_gate)
        {
            var dropped = _ring.DropBefore(_ring.Start + wanted);
            budget.Return(dropped);
            _sent = Math.Max(_sent, _ring.Start);
            if (dropped > 0)
            {
                return 0;
            }

            _ring.Skip(wanted);
            _sent = Math.Max(_sent, _ring.Start);
            return wanted;
        }
    }

    /// <summary>Completes when the server has acknowledged something.</summary>
    internal Task RoomAsync()
    {
        lock (_gate)
        {
            return (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Releases a writer that waits for room, whether there is some or not: what it waits for may have gone.</summary>
    internal void Release()
    {
        lock (_gate)
        {
            _room?.TrySetResult();
            _room = null;
        }
    }

    /// <summary>A new connection goes on from what was acknowledged.</summary>
    internal void Rewind()
    {
        lock (_gate)
        {
            _sent = _ring.Start;
        }
    }

    /// <summary>Takes the next piece to send.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="offset">Of its first byte.</param>
    /// <returns>Bytes; 0: nothing waits.</returns>
    internal int TakeUnsent(Span<byte> destination, out long offset)
    {
        lock (_gate)
        {
            offset = _sent;
            var count = _sent < _ring.End ? _ring.CopyFrom(_sent, destination) : 0;
            _sent += count;
            return count;
        }
    }

    /// <summary>Takes a part of the last piece back, so that it is sent with what follows.</summary>
    internal void Untake(int count)
    {
        lock (_gate)
        {
            _sent = Math.Max(_ring.Start, _sent - count);
        }
    }

    /// <summary>The server has everything before an offset.</summary>
    internal void Acknowledge(long offset)
    {
        lock (_gate)
        {
            // It cannot have what was never sent.
            budget.Return(_ring.DropBefore(Math.Min(offset, _sent)));
        }

        Release();
    }

    /// <summary>Nobody will ask for it any more.</summary>
    internal void Discard()
    {
        lock (_gate)
        {
            budget.Return(_ring.DropBefore(_ring.End));
        }
    }
}
