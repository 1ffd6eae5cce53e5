using RemoteExec.Processes;

namespace RemoteExec.Agent.Execution;

/// <summary>A process that runs, and whether its end was asked for.</summary>
internal sealed class LiveProcess(ISupervisedProcess process) : IDisposable
{
    private readonly CancellationTokenSource _hurry = new();
    private readonly Lock _gate = new();
    private Task<ProcessExit>? _stopping;
    private bool _ended;

    internal ISupervisedProcess Process => process;

    /// <summary>Asks for its end; a second time cuts the first one's grace short if it leaves less.</summary>
    internal void Stop(TimeSpan grace)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            if (_stopping is null)
            {
                _stopping = process.StopAsync(grace, _hurry.Token);
            }
            else
            {
                _hurry.CancelAfter(grace);
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
            await stopping.ConfigureAwait(false);
        }

        return (exit, stopping is not null);
    }

    public void Dispose() => _hurry.Dispose();
}
