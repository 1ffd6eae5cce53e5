using System.Collections.Concurrent;
using System.Threading.Channels;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Output;

/// <summary>The output of all processes of one server: who has something to send, and whether anybody takes it.</summary>
internal sealed class OutputDesk(OutputBudget budget, TimeProvider time)
{
    private readonly ConcurrentDictionary<WireId, ProcessOutput> _outputs = new();
    private readonly ConcurrentDictionary<WireId, bool> _announced = new();
    private readonly Channel<ProcessOutput> _waiting = Channel.CreateUnbounded<ProcessOutput>(new UnboundedChannelOptions { SingleReader = true });
    private volatile bool _served;
    private volatile bool _unwanted;

    /// <summary>Whether a connection takes output now.</summary>
    internal bool IsServed => _served;

    /// <summary>True once the server turned out not to want output: none is kept.</summary>
    internal bool IsUnwanted => _unwanted;

    internal ProcessOutput Open(WireId id) => _outputs[id] = new ProcessOutput(id, budget, this, time);

    /// <summary>Puts a process in the line of those that have something to send; once is enough.</summary>
    internal void Announce(ProcessOutput output)
    {
        if (_served && _announced.TryAdd(output.Id, true))
        {
            _waiting.Writer.TryWrite(output);
        }
    }

    /// <summary>True while the last word about a process must wait: some of its output has not been sent on this connection.</summary>
    internal bool HoldsBack(WireId id) => _served && _outputs.TryGetValue(id, out var output) && (output.IsBeingSent || output.HasUnsent);

    /// <summary>No more will come from this process.</summary>
    internal void End(WireId id)
    {
        if (_outputs.TryGetValue(id, out var output))
        {
            output.End();
            Announce(output);
            Sweep(output);
        }
    }

    /// <summary>This process is being stopped: its output waits for nobody any more.</summary>
    internal void Hurry(WireId id)
    {
        if (_outputs.TryGetValue(id, out var output))
        {
            output.Hurry();
        }
    }

    /// <summary>A connection begins to take output.</summary>
    internal void Serve()
    {
        _unwanted = false;
        _announced.Clear();
        while (_waiting.Reader.TryRead(out _))
        {
        }

        _served = true;
        foreach (var output in _outputs.Values)
        {
            output.IsBeingSent = false;
            output.Rewind();
            Announce(output);
        }
    }

    /// <summary>The server does not know output: what waits is let go, and no more is kept.</summary>
    internal void Refuse()
    {
        _unwanted = true;
        foreach (var output in _outputs.Values)
        {
            output.Discard();
            Sweep(output);
        }
    }

    /// <summary>Nobody takes output any more.</summary>
    internal void Close()
    {
        _served = false;
        foreach (var output in _outputs.Values)
        {
            output.Release();
        }
    }

    internal ValueTask<bool> WaitAsync(CancellationToken cancel) => _waiting.Reader.WaitToReadAsync(cancel);

    /// <summary>The next process in line.</summary>
    internal bool TryTake(out ProcessOutput output)
    {
        if (!_waiting.Reader.TryRead(out output!))
        {
            return false;
        }

        // Before it is taken from: between the two it must not look as if all had been sent.
        output.IsBeingSent = true;
        _announced.TryRemove(output.Id, out _);
        return true;
    }

    internal void Acknowledge(OutputAck ack)
    {
        if (_outputs.TryGetValue(ack.Id, out var output))
        {
            output.Acknowledge(ack.Stream, ack.Offset);
            Sweep(output);
        }
    }

    /// <summary>Forgets a process whose output was all acknowledged.</summary>
    private void Sweep(ProcessOutput output)
    {
        if (output is { HasEnded: true, IsEmpty: true })
        {
            _outputs.TryRemove(new KeyValuePair<WireId, ProcessOutput>(output.Id, output));
        }
    }
}
