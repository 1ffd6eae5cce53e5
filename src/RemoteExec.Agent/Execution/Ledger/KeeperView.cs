using RemoteExec.Processes;
using RemoteExec.Processes.Keeping.Talk;

namespace RemoteExec.Agent.Execution.Ledger;

/// <summary>What a keeper that was just met says of the starts of a server.</summary>
/// <param name="Instance">Its life: another one knows nothing of what this one was asked.</param>
/// <param name="Find">The process of a start; null: it has none.</param>
/// <param name="Lives">Whether a process still runs, whoever keeps it.</param>
internal sealed record KeeperView(string Instance, Func<Start, KeptState?> Find, Func<ProcessStamp, bool> Lives)
{
    /// <summary>What its end says of the readiness of a start that ended while there was no agent; null: nothing.</summary>
    internal Func<Start, ProcessExit, bool?> Settles { get; init; } = static (_, _) => null;
}
