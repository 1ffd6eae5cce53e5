using RemoteExec.Processes;

namespace RemoteExec.Agent.Execution;

/// <summary>A process that runs, and whether its end was asked for.</summary>
internal sealed class LiveProcess(ISupervisedProcess process) : IDisposable
{
    private readonly CancellationTokenSource _hurry = new();
    private readonly Lock _gate = new();
    private Task<ProcessExit>? _stopping;
    private long _killAt;
    private bool _ended;

    internal ISupervisedProcess Process => process;

    /// <summary>Asks for its end. Asked again, a grace that ends sooner counts; a stop that failed is tried again.</summary>
    internal void Stop(TimeSpan grace)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            var killAt = Environment.TickCount64 + (long)grace.TotalMilliseconds;
            if (_stopping is null or { IsFaulted: true })
            {
                // Looking at every process of the machine takes a while, and others wait for the caller.
                _stopping = Task.Run(() => process.StopAsync(grace, _hurry.Token));
                _killAt = killAt;
            }
            else if (killAt < _killAt)
            {
                _hurry.CancelAfter(grace);
                _killAt = killAt;
            }
        }
    }

    /// <summary>Completes when it has ended, and everybody it had to take along.</summary>
    internal async Task<(ProcessExit Exit, bool OnRequest)> EndedAsync()
    {
        var exit = await process.Exited.ConfigureAwait(false);
        Task? stopping;
        lock (_gate)
        {
            stopping = _stopping;
            _ended = true;
        }

        if (stopping is not null)
        {
            await stopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return (exit, stopping is not null);
    }

    public void Dispose() => _hurry.Dispose();
}
