using System.Runtime.InteropServices;

namespace RemoteExec.Cli.Running;

/// <summary>Ctrl-C asks, a second one leaves.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _leave = new();
    private readonly PosixSignalRegistration _registration;

    internal Interrupts() =>
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            if (!_first.TrySetResult())
            {
                _leave.Cancel();
            }
        });

    /// <summary>Done at the first.</summary>
    internal Task First => _first.Task;

    /// <summary>Cancelled at the second.</summary>
    internal CancellationToken Leave => _leave.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _leave.Dispose();
    }
}
