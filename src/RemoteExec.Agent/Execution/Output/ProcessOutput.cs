using RemoteExec.Processes;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Output;

/// <summary>Where a process's output waits for the server. While a server listens a full buffer holds the program back; while none does the oldest output is let go.</summary>
internal sealed class ProcessOutput(WireId id, OutputBudget budget, OutputDesk desk, TimeProvider time) : IOutputSink
{
    private readonly StreamBuffer _stdout = new(WireStream.Stdout, budget);
    private readonly StreamBuffer _stderr = new(WireStream.Stderr, budget);
    private volatile bool _ended;

    internal WireId Id => id;

    /// <summary>True once the process has ended: nothing more will come.</summary>
    internal bool HasEnded => _ended;

    internal bool HasUnsent => _stdout.UnsentLength > 0 || _stderr.UnsentLength > 0;

    internal bool IsEmpty => _stdout.IsEmpty && _stderr.IsEmpty;

    internal IEnumerable<StreamBuffer> Streams => [_stdout, _stderr];

    public async ValueTask WriteAsync(OutputStream stream, ReadOnlyMemory<byte> data)
    {
        var buffer = stream == OutputStream.Stdout ? _stdout : _stderr;
        while (!desk.IsUnwanted)
        {
            // Asked for before the attempt: an acknowledgement between the two is not missed.
            var room = buffer.RoomAsync();
            data = data[buffer.Write(data.Span)..];
            desk.Announce(this);
            if (data.IsEmpty)
            {
                return;
            }

            if (!desk.IsServed || !await WaitAsync(room).ConfigureAwait(false))
            {
                data = data[buffer.MakeRoom(data.Length)..];
            }
        }
    }

    internal void End() => _ended = true;

    internal void Acknowledge(WireStream stream, long offset) => (stream == WireStream.Stdout ? _stdout : _stderr).Acknowledge(offset);

    internal void Rewind()
    {
        _stdout.Rewind();
        _stderr.Rewind();
    }

    /// <summary>Writers that wait look again whether anybody listens.</summary>
    internal void Release()
    {
        _stdout.Release();
        _stderr.Release();
    }

    internal void Discard()
    {
        _stdout.Discard();
        _stderr.Discard();
    }

    private async Task<bool> WaitAsync(Task room)
    {
        try
        {
            await room.WaitAsync(OutputLimits.Patience, time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
