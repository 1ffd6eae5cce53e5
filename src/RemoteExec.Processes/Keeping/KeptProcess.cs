using RemoteExec.Processes.Keeping.Talk;

namespace RemoteExec.Processes.Keeping;

/// <summary>One process that a keeper has started or adopted, until the agent is done with it.</summary>
internal sealed class KeptProcess(string key, KeptLog log, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _hurry = new();
    private readonly Lock _gate = new();
    private ISupervisedProcess? _process;
    private ProcessExit? _exit;
    private Task? _stopping;
    private TimeSpan? _stopWished;
    private long _killAt;

    internal string Key => key;

    internal KeptLog Log => log;

    /// <summary>False while it is being started, and once it has ended.</summary>
    internal bool Runs => _process is not null && _exit is null;

    /// <summary>Null before it runs.</summary>
    internal KeptState? State
    {
        get
        {
            lock (_gate)
            {
                return _process is { } process ? new KeptState(key, process.Stamp, process.StartedAt, _exit, _stopping is not null) : null;
            }
        }
    }

    /// <summary>It runs.</summary>
    internal void Begin(ISupervisedProcess process)
    {
        lock (_gate)
        {
            _process = process;
            if (_stopWished is { } grace)
            {
                StopNow(grace);
            }
        }
    }

    /// <summary>Asks for its end. Asked again, a grace that ends sooner counts; a stop that failed is tried again.</summary>
    internal void Stop(TimeSpan grace)
    {
        lock (_gate)
        {
            log.Hurry();
            if (_exit is not null)
            {
                return;
            }

            if (_process is null)
            {
                _stopWished = grace;
            }
            else
            {
                StopNow(grace);
            }
        }
    }

    /// <summary>Completes when it has ended, and everybody it had to take along.</summary>
    internal async Task<(ProcessExit Exit, bool Stopped)> EndedAsync()
    {
        var process = _process ?? throw new InvalidOperationException("It has not begun.");
        ProcessExit exit;
        try
        {
            exit = await process.Exited.ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Its output could not be read to the end; how it ended is not known either.
            exit = new ProcessExit(null, null, time.GetUtcNow());
        }

        Task? stopping;
        lock (_gate)
        {
            stopping = _stopping;
            _exit = exit;
        }

        if (stopping is not null)
        {
            await stopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await process.DisposeAsync().ConfigureAwait(false);
        return (exit, stopping is not null);
    }

    public void Dispose() => _hurry.Dispose();

    private void StopNow(TimeSpan grace)
    {
        var killAt = Environment.TickCount64 + (long)grace.TotalMilliseconds;
        if (_stopping is null or { IsFaulted: true })
        {
            // Looking at every process of the machine takes a while, and others wait for the caller.
            _stopping = Task.Run(() => _process!.StopAsync(grace, _hurry.Token));
            _killAt = killAt;
        }
        else if (killAt < _killAt)
        {
            _hurry.CancelAfter(grace);
            _killAt = killAt;
        }
    }
}
