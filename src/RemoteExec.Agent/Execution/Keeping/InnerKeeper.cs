using RemoteExec.Processes;
using RemoteExec.Processes.Keeping;
using RemoteExec.Processes.Keeping.Talk;

namespace RemoteExec.Agent.Execution.Keeping;

/// <summary>A keeper inside the agent, where there is none of its own: output and outcomes end with the agent, processes need not.</summary>
internal sealed class InnerKeeper(KeeperPlace place, string version, TimeProvider time) : IKeeperSource
{
    public string Logs => place.Logs;

    public Task<(IKeeper Keeper, HelloReport Hello)> OpenAsync(Action<KeeperReport> audience, Action<string> lost, CancellationToken cancel)
    {
        place.Make();
        var keeper = new Keeper(place.Logs, ProcessLauncher.Create(time), time, version);
        HelloReport? hello = null;
        keeper.Attach(report =>
        {
            if (report is HelloReport first)
            {
                hello = first;
            }
            else
            {
                audience(report);
            }
        });
        return Task.FromResult<(IKeeper, HelloReport)>((keeper, hello!));
    }
}
