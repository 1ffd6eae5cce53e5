namespace RemoteExec.Agent.Hosting;

/// <summary>The keeper that the running agent has, as <c>remoteexec-agent status</c> shows it.</summary>
/// <param name="Pid">Its process; the agent's own where the keeper lives inside the agent.</param>
/// <param name="Version">Of its program, which may be older than the agent's.</param>
/// <param name="Protocol">What the two speak with each other.</param>
/// <param name="Since">When it was started; null: it is too old to say.</param>
/// <param name="Processes">That it keeps: those of this agent, and those that no journal knows any more.</param>
internal sealed record KeeperStatus(int Pid, string Version, int Protocol, DateTimeOffset? Since, int Processes);
