using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Ledger;

/// <summary>Something the server has to hear, kept until it has acknowledged it: one answer to an entry, or one status.</summary>
/// <param name="Number">Rises with every report to this server.</param>
/// <param name="Executed">The answer; null: it is a status.</param>
/// <param name="Status">The status; null: it is an answer.</param>
internal sealed record Report(long Number, ExecutedEntry? Executed, ProcessStatusEntry? Status)
{
    /// <summary>The last word about a process waits until its output has been sent.</summary>
    internal bool FollowsOutput => Status is { State: WireProcessState.Exited or WireProcessState.Closed or WireProcessState.Unknown };

    /// <summary>Whom it is about; null for an entry without a usable id.</summary>
    internal WireId? Id => Executed is { } executed ? executed.Id : Status!.Id;
}
