using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.Connection;

/// <summary>Which servers there are, how they are met, and what they are told of this machine; replaced as a whole when the settings change.</summary>
/// <param name="Settings">The settings that hold.</param>
/// <param name="Servers">Tried in turn; at least one.</param>
/// <param name="Meeting">How one of them is met.</param>
internal sealed record Reach(AgentSettings Settings, IReadOnlyList<ServerAddress> Servers, Meeting Meeting)
{
    /// <summary>Whether a connection that was made under an earlier one may go on: its server is still wanted, and pinned as it was.</summary>
    internal bool Keeps(ServerAddress server, Reach earlier) =>
        Servers.Contains(server) && Settings.Fingerprint == earlier.Settings.Fingerprint;
}
