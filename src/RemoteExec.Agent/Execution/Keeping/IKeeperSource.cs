using RemoteExec.Processes.Keeping;
using RemoteExec.Processes.Keeping.Talk;

namespace RemoteExec.Agent.Execution.Keeping;

/// <summary>Where an agent gets its keeper from.</summary>
internal interface IKeeperSource
{
    /// <summary>Where the keeper puts output.</summary>
    string Logs { get; }

    /// <summary>Finds the keeper that an earlier agent left, or starts one.</summary>
    /// <param name="audience">Takes what it reports after its greeting.</param>
    /// <param name="lost">Called with the reason if it dies.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="IOException">There is none, and none could be started.</exception>
    Task<(IKeeper Keeper, HelloReport Hello)> OpenAsync(Action<KeeperReport> audience, Action<string> lost, CancellationToken cancel);
}
