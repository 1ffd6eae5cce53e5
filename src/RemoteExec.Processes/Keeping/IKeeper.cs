using RemoteExec.Processes.Keeping.Talk;

namespace RemoteExec.Processes.Keeping;

/// <summary>
/// The parent of every process that an agent starts, and the owner of their output. Requests are carried out in order; what comes of them is reported. It may outlive the agent.
/// </summary>
public interface IKeeper : IAsyncDisposable
{
    /// <summary>Asks for something; returns before it is done.</summary>
    /// <param name="request">What.</param>
    void Ask(KeeperRequest request);
}
