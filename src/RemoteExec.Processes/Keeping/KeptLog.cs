using RemoteExec.Processes.Keeping.Logs;
using RemoteExec.Processes.Keeping.Talk;

namespace RemoteExec.Processes.Keeping;

/// <summary>The log of a process that may be writing: holds the program back, or lets the oldest go, when there is too much.</summary>
internal sealed class KeptLog : IOutputSink, IDisposable
{
    private readonly Lock _gate = new();
    private readonly LogWriter _log;
    private readonly TimeProvider _time;
    private readonly Action<KeeperReport> _tell;
    private readonly Func<string, OutputMode> _mode;
    private TaskCompletionSource? _room;
    private long? _watchedAfter;
    private bool _hurried;
    private bool _failing;

    internal KeptLog(string name, string group, LogWriter log, Func<string, OutputMode> mode, TimeProvider time, Action<KeeperReport> tell)
    {
        Name = name;
        Group = group;
        _log = log;
        _mode = mode;
        _time = time;
        _tell = tell;
    }

    internal string Name { get; }

    /// <summary>Whose it is.</summary>
    internal string Group { get; private set; }

    internal LogState State
    {
        get
        {
            lock (_gate)
            {
                return new LogState(Name, _log.Start, _log.End);
            }
        }
    }

    public async ValueTask WriteAsync(OutputStream stream, ReadOnlyMemory<byte> data)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            Task room;
            lock (_gate)
            {
                var mode = _mode(Group);
                if (mode == OutputMode.Discard)
                {
                    _log.Skip(stream, data.Length);
                    return;
                }

                var full = _log.Waiting + data.Length > LogLimits.PerProcess;
                if (!full || mode != OutputMode.Hold || _hurried || _time.GetElapsedTime(began) >= LogLimits.Patience)
                {
                    Append(stream, data.Span, makeRoom: full);
                    return;
                }

                room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await room.WaitAsync(LogLimits.Patience, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Says once when it is longer than it was.</summary>
    internal void Watch(long after)
    {
        lock (_gate)
        {
            _watchedAfter = after;
            TellIfGrown();
        }
    }

    /// <summary>A reader needs nothing before a position.</summary>
    internal void TakenTo(long position)
    {
        lock (_gate)
        {
            _log.TakenTo(position);
            Release();
        }
    }

    /// <summary>From here on the program is not held back: it is being stopped.</summary>
    internal void Hurry()
    {
        lock (_gate)
        {
            _hurried = true;
            Release();
        }
    }

    /// <summary>A log that an earlier keeper left turns out to be somebody's.</summary>
    internal KeptLog For(string group)
    {
        lock (_gate)
        {
            Group = group;
        }

        return this;
    }

    /// <summary>A new life writes to it.</summary>
    internal void Calm()
    {
        lock (_gate)
        {
            _hurried = false;
        }
    }

    /// <summary>The agent has gone, or somebody else takes the output: writers look again.</summary>
    internal void LookAgain(bool forgetWatch)
    {
        lock (_gate)
        {
            _watchedAfter = forgetWatch ? null : _watchedAfter;
            Release();
        }
    }

    internal void Delete()
    {
        lock (_gate)
        {
            _log.Delete();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _log.Dispose();
        }
    }

    private void Append(OutputStream stream, ReadOnlySpan<byte> data, bool makeRoom)
    {
        try
        {
            if (makeRoom)
            {
                _log.DropOldest();
            }

            _log.Append(stream, data);
            _failing = false;
        }
        catch (IOException e)
        {
            if (!_failing)
            {
                _failing = true;
                _tell(new TroubleReport($"The output of a process cannot be kept, and shows a gap (is the disk full?): {e.Message}"));
            }
        }

        TellIfGrown();
    }

    private void TellIfGrown()
    {
        if (_watchedAfter < _log.End)
        {
            _watchedAfter = null;
            _tell(new WroteReport(Name, _log.End));
        }
    }

    private void Release()
    {
        _room?.TrySetResult();
        _room = null;
    }
}
