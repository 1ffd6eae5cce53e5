namespace RemoteExec.Agent.Execution.Readiness;

/// <summary>Looks from outside whether a process is ready.</summary>
internal interface IReadyProbe : IDisposable
{
    /// <summary>Looks once, for <see cref="ReadyProbes.Patience"/> at most.</summary>
    /// <returns>Null when it is ready, else why not, in a few words for people.</returns>
    /// <exception cref="OperationCanceledException">Nobody wants to know any more.</exception>
    Task<string?> TryAsync(CancellationToken cancellation);
}
