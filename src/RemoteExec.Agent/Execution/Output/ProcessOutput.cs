using RemoteExec.Processes;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Output;

/// <summary>Where a process's output waits for the server. While a server listens a full buffer holds the program back; while none does the oldest output is let go.</summary>
internal sealed class ProcessOutput(WireId id, OutputBudget budget, OutputDesk desk, TimeProvider time) : IOutputSink
{
    private readonly StreamBuffer _stdout = new(WireStream.Stdout, budget);
    private readonly StreamBuffer _stderr = new(WireStream.Stderr, budget);
    private volatile bool _ended;
    private volatile bool _hurried;
    private volatile bool _isBeingSent;

    internal WireId Id => id;

    /// <summary>True once the process has ended: nothing more will come.</summary>
    internal bool HasEnded => _ended;

    /// <summary>True from the moment it is taken out of the line until what was taken from it is on its way.</summary>
    internal bool IsBeingSent
    {
        get => _isBeingSent;
        set => _isBeingSent = value;
    }

    internal bool HasUnsent => _stdout.UnsentLength > 0 || _stderr.UnsentLength > 0;

    internal bool IsEmpty => _stdout.IsEmpty && _stderr.IsEmpty;

    internal IEnumerable<StreamBuffer> Streams => [_stdout, _stderr];

    public async ValueTask WriteAsync(OutputStream stream, ReadOnlyMemory<byte> data)
    {
        var buffer = stream == OutputStream.Stdout ? _stdout : _stderr;
        var began = time.GetTimestamp();
        while (!desk.IsUnwanted)
        {
            // Asked for before the attempt: an acknowledgement between the two is not missed.
            var room = buffer.RoomAsync();
            var taken = buffer.Write(data.Span);
            data = data[taken..];
            desk.Announce(this);
            if (data.IsEmpty)
            {
                return;
            }

            if (taken > 0)
            {
                began = time.GetTimestamp();
            }

            if (desk.IsServed && !_hurried && time.GetElapsedTime(began) < OutputLimits.Patience)
            {
                await WaitAsync(room).ConfigureAwait(false);
            }
            else
            {
                data = data[buffer.MakeRoom(data.Length)..];
            }
        }
    }

    internal void End() => _ended = true;

    /// <summary>From here on the program is not held back: what finds no room is let go.</summary>
    internal void Hurry()
    {
        _hurried = true;
        Release();
    }

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

    // Room may also come from others, who share the memory: it is looked for now and then.
    private async Task WaitAsync(Task room)
    {
        try
        {
            await room.WaitAsync(OutputLimits.LookForRoom, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Looked for in vain so far.
        }
    }
}
