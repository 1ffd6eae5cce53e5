using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Output;

/// <summary>Sends output over one connection: each process in its turn, a bounded amount under way, the rest held back where it is made.</summary>
internal sealed class OutputPump(OutputDesk desk, Func<WireMessage, CancellationToken, ValueTask> send, Action<WireId> drained)
{
    private readonly Dictionary<(WireId, WireStream), (long Acknowledged, long Sent)> _underWay = [];
    private readonly Lock _gate = new();
    private readonly byte[] _scratch = new byte[OutputLimits.PerPiece];
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _unacknowledged;

    /// <summary>Sends until it is cancelled or the connection ends.</summary>
    internal async Task RunAsync(CancellationToken cancel)
    {
        while (await desk.WaitAsync(cancel).ConfigureAwait(false))
        {
            await WaitForWindowAsync(cancel).ConfigureAwait(false);
            var pieces = new List<OutputPiece>();
            var taken = new List<ProcessOutput>();
            Gather(pieces, taken);
            if (pieces.Count > 0)
            {
                await send(new OutputMessage(pieces), cancel).ConfigureAwait(false);
            }

            foreach (var output in taken)
            {
                output.IsBeingSent = false;
                desk.Look(output);
                if (output is { HasEnded: true, HasUnsent: false })
                {
                    drained(output.Id);
                }
            }
        }
    }

    /// <summary>The server has stored everything before an offset.</summary>
    internal void Acknowledge(OutputAck ack)
    {
        desk.Acknowledge(ack);
        lock (_gate)
        {
            if (!_underWay.TryGetValue((ack.Id, ack.Stream), out var was) || ack.Offset <= was.Acknowledged)
            {
                return;
            }

            var now = Math.Min(ack.Offset, was.Sent);
            _unacknowledged -= now - was.Acknowledged;
            if (now == was.Sent)
            {
                _underWay.Remove((ack.Id, ack.Stream));
            }
            else
            {
                _underWay[(ack.Id, ack.Stream)] = (now, was.Sent);
            }

            _moved.TrySetResult();
        }
    }

    private void Gather(List<OutputPiece> pieces, List<ProcessOutput> taken)
    {
        var room = OutputLimits.PerPacket;
        while (room >= OutputLimits.PerPiece && pieces.Count < MessageLimits.MaxEntries - OutputLimits.PiecesPerTurn && desk.TryTake(out var output))
        {
            taken.Add(output);
            var before = output.Taken;
            for (var i = 0; i < OutputLimits.PiecesPerTurn && room >= OutputLimits.PerPiece && output.Take(_scratch) is { } next; i++)
            {
                pieces.Add(next.Piece);
                room -= next.Length;
                Note(output.Id, next.Piece.Stream, next.Piece.Offset, next.Length);
            }

            desk.Tell(output, before);
        }
    }

    private void Note(WireId id, WireStream stream, long offset, int length)
    {
        lock (_gate)
        {
            var was = _underWay.GetValueOrDefault((id, stream), (offset, offset));
            _underWay[(id, stream)] = (was.Item1, offset + length);
            _unacknowledged += offset + length - was.Item2;
        }
    }

    private async ValueTask WaitForWindowAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (_unacknowledged < OutputLimits.UnderWay)
                {
                    return;
                }

                if (_moved.Task.IsCompleted)
                {
                    _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                moved = _moved.Task;
            }

            await moved.WaitAsync(cancel).ConfigureAwait(false);
        }
    }
}
