using RemoteExec.Processes.Keeping.Logs;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Output;

/// <summary>How far the output of one process has come: what its log holds, what was sent on this connection, what the server has acknowledged.</summary>
internal sealed class ProcessOutput : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LogReader _reader;
    private readonly Queue<(LogRecord? Piece, long Position)> _underWay = new();
    private readonly long[] _acknowledged = new long[3];
    private long _sent;
    private long _end;
    private bool _ended;
    private volatile bool _isBeingSent;

    /// <param name="id">Of the process.</param>
    /// <param name="log">The name of its log.</param>
    /// <param name="folder">Where the logs are.</param>
    /// <param name="taken">Everything before it was acknowledged.</param>
    /// <param name="end">Where the log ends.</param>
    internal ProcessOutput(WireId id, string log, string folder, long taken = 0, long end = 0)
    {
        Id = id;
        Log = log;
        Taken = taken;
        _reader = new LogReader(folder, log);
        _sent = taken;
        _end = end;
    }

    internal WireId Id { get; }

    internal string Log { get; }

    /// <summary>Everything before it was acknowledged.</summary>
    internal long Taken { get; private set; }

    /// <summary>True once the process has ended: nothing more will come.</summary>
    internal bool HasEnded => Volatile.Read(ref _ended);

    /// <summary>True from the moment it is taken out of the line until what was taken from it is on its way.</summary>
    internal bool IsBeingSent
    {
        get => _isBeingSent;
        set => _isBeingSent = value;
    }

    internal bool HasUnsent
    {
        get
        {
            lock (_gate)
            {
                return _sent < _end;
            }
        }
    }

    /// <summary>True when the server has everything there is.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return Taken >= _end;
            }
        }
    }

    /// <summary>Where the log ends, as far as is known.</summary>
    internal long End
    {
        get
        {
            lock (_gate)
            {
                return _end;
            }
        }
    }

    /// <summary>The log has grown.</summary>
    internal void Grow(long end)
    {
        lock (_gate)
        {
            _end = Math.Max(_end, end);
        }
    }

    /// <summary>Nothing more will come.</summary>
    internal void Finish() => Volatile.Write(ref _ended, true);

    /// <summary>A new connection goes on from what was acknowledged.</summary>
    internal void Rewind()
    {
        lock (_gate)
        {
            _sent = Taken;
            _underWay.Clear();
        }
    }

    /// <summary>Takes the next piece to send.</summary>
    /// <param name="scratch">Room for <see cref="OutputLimits.PerPiece"/> bytes.</param>
    /// <returns>The piece with its length in bytes; null: nothing waits.</returns>
    internal (OutputPiece Piece, int Length)? Take(Span<byte> scratch)
    {
        lock (_gate)
        {
            var record = Read(scratch);
            _underWay.Enqueue((record, _sent));
            if (_sent >= _end)
            {
                _reader.Dispose();
            }

            Settle();
            return record is { } piece ? (OutputPieces.Of(Id, piece, scratch[..piece.Length]), piece.Length) : null;
        }
    }

    /// <summary>The server has everything of a stream before an offset.</summary>
    internal void Acknowledge(WireStream stream, long offset)
    {
        lock (_gate)
        {
            ref var known = ref _acknowledged[(int)stream];
            known = Math.Max(known, offset);
            Settle();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _reader.Dispose();
        }
    }

    private LogRecord? Read(Span<byte> scratch)
    {
        try
        {
            return _sent < _end ? _reader.Read(ref _sent, _end, scratch) : null;
        }
        catch (IOException)
        {
            // A disk that fails: what it held is gone, and the gap shows.
            _sent = _end;
            return null;
        }
    }

    // Streams are acknowledged one by one; the log is taken in the order in which it was written.
    private void Settle()
    {
        while (_underWay.TryPeek(out var first) && (first.Piece is not { } piece || piece.Offset + piece.Length <= _acknowledged[(int)piece.Stream]))
        {
            Taken = first.Position;
            _underWay.Dequeue();
        }
    }
}
