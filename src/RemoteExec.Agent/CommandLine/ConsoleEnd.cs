using System.Runtime.InteropServices;

namespace RemoteExec.Agent.CommandLine;

/// <summary>
/// The other ways in which Windows tells a console program to end: Ctrl-Break, and a console that closes or a user who signs out. After the last two Windows ends the process as soon as
/// they were taken note of, and after 5 s at the latest, so they are held until the work is done.
/// </summary>
internal sealed class ConsoleEnd : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4.5);

    private readonly CancellationTokenSource _stop;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration[] _registrations = [];

    /// <param name="cancel">What ends the program anyway (Ctrl-C, SIGTERM).</param>
    internal ConsoleEnd(CancellationToken cancel)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (OperatingSystem.IsWindows())
        {
            _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop)];
        }
    }

    /// <summary>Cancelled by any of them.</summary>
    internal CancellationToken Token => _stop.Token;

    /// <summary>The work is done.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _done.SetResult();
            _stop.Dispose();
        }

        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_gate)
        {
            if (!_done.Task.IsCompleted)
            {
                _stop.Cancel();
            }
        }

        if (context.Signal == PosixSignal.SIGHUP)
        {
            _done.Task.Wait(Patience);
        }
    }
}
