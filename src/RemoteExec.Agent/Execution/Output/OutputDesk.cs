using System.Collections.Concurrent;
using System.Threading.Channels;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Output;

/// <summary>The output of all processes of one server: who has something to send, and whether anybody takes it.</summary>
/// <param name="group">What the keeper calls this server.</param>
/// <param name="folder">Where the logs are.</param>
/// <param name="ask">Asks the keeper.</param>
internal sealed class OutputDesk(string group, string folder, Action<KeeperRequest> ask) : IDisposable
{
    private readonly ConcurrentDictionary<WireId, ProcessOutput> _outputs = new();
    private readonly ConcurrentDictionary<WireId, bool> _announced = new();
    private readonly Channel<ProcessOutput> _waiting = Channel.CreateUnbounded<ProcessOutput>(new UnboundedChannelOptions { SingleReader = true });
    private volatile bool _served;
    private volatile bool _unwanted;

    /// <summary>What the keeper calls this server.</summary>
    internal string Group => group;

    /// <summary>A process is about to write, or an earlier agent left its output.</summary>
    /// <param name="id">Of the process.</param>
    /// <param name="log">The name of its log.</param>
    /// <param name="known">What there is of it already; null: nothing.</param>
    internal void Open(WireId id, string log, LogState? known = null)
    {
        if (_outputs.TryGetValue(id, out var same) && same.Log == log)
        {
            same.Grow(known?.End ?? 0);
            Look(same);
            return;
        }

        var output = new ProcessOutput(id, log, folder, known?.Start ?? 0, known?.End ?? 0);
        _outputs.AddOrUpdate(id, output, (_, old) =>
        {
            // Another start of the same definition (servers without a journal): the earlier one has ended long ago.
            Forget(old);
            return output;
        });
        Look(output);
    }

    /// <summary>What a keeper says of a log.</summary>
    internal void Grow(WireId id, string log, long end)
    {
        if (_outputs.TryGetValue(id, out var output) && output.Log == log)
        {
            output.Grow(end);
            Look(output);
        }
    }

    /// <summary>True while the last word about a process must wait: some of its output has not been sent on this connection.</summary>
    internal bool HoldsBack(WireId id) => _served && _outputs.TryGetValue(id, out var output) && (output.IsBeingSent || output.HasUnsent);

    /// <summary>No more will come from this process.</summary>
    internal void End(WireId id)
    {
        if (_outputs.TryGetValue(id, out var output))
        {
            output.Finish();
            Look(output);
            Sweep(output);
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
        ask(new ServeRequest(group, OutputMode.Hold));
        foreach (var output in _outputs.Values)
        {
            output.IsBeingSent = false;
            output.Rewind();
            Look(output);
        }
    }

    /// <summary>The server does not know output: what waits is let go, and no more is kept.</summary>
    internal void Refuse()
    {
        _unwanted = true;
        ask(new ServeRequest(group, OutputMode.Discard));
        foreach (var output in _outputs.Values)
        {
            Sweep(output);
        }
    }

    /// <summary>Nobody takes output any more.</summary>
    internal void Close()
    {
        if (_served)
        {
            _served = false;
            ask(new ServeRequest(group, OutputMode.Keep));
        }
    }

    /// <summary>A keeper that has just come knows nothing of who takes output, nor of who waits for some.</summary>
    internal void Introduce()
    {
        ask(new ServeRequest(group, _served ? OutputMode.Hold : _unwanted ? OutputMode.Discard : OutputMode.Keep));
        foreach (var output in _outputs.Values)
        {
            Look(output);
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

    /// <summary>Puts a process in the line of those that have something to send; has the keeper say when there is more of one that has not.</summary>
    internal void Look(ProcessOutput output)
    {
        if (!_served)
        {
            return;
        }

        if (!output.HasUnsent)
        {
            if (!output.HasEnded)
            {
                ask(new WatchRequest(output.Log, output.End));
            }
        }
        else if (_announced.TryAdd(output.Id, true))
        {
            _waiting.Writer.TryWrite(output);
        }
    }

    internal void Acknowledge(OutputAck ack)
    {
        if (_outputs.TryGetValue(ack.Id, out var output))
        {
            var before = output.Taken;
            output.Acknowledge(ack.Stream, ack.Offset);
            Tell(output, before);
        }
    }

    /// <summary>What was taken since needs not be kept; a process that has ended and whose output was all taken is forgotten.</summary>
    internal void Tell(ProcessOutput output, long before)
    {
        if (output.Taken > before)
        {
            ask(new TakenRequest(output.Log, output.Taken));
        }

        Sweep(output);
    }

    public void Dispose()
    {
        foreach (var output in _outputs.Values)
        {
            output.Dispose();
        }
    }

    private void Sweep(ProcessOutput output)
    {
        if (output.HasEnded && (_unwanted || output.IsEmpty) && _outputs.TryRemove(new KeyValuePair<WireId, ProcessOutput>(output.Id, output)))
        {
            Forget(output);
        }
    }

    private void Forget(ProcessOutput output)
    {
        output.Dispose();
        ask(new ForgetRequest(output.Log));
    }
}
