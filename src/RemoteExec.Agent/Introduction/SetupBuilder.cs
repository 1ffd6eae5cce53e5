using System.Text.Json;
using RemoteExec.Agent.Policy;
using RemoteExec.Agent.Settings;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Introduction;

/// <summary>How the agent introduces itself.</summary>
internal static class SetupBuilder
{
    // By it the server tells two computers with one key (a cloned disk) from one that connects again.
    private static readonly string Instance = Guid.NewGuid().ToString("N");

    internal static SetupMessage Build(AgentSettings settings, NetworkPicture networks) => new()
    {
        Id = settings.Name,
        Name = settings.Name,
        Instance = Instance,
        Labels = settings.Labels.Count == 0 ? null : settings.Labels,
        Addresses = networks.Addresses,
        Networks = networks.Networks.Count == 0 ? null : networks.Networks,
        ExecutableTree = JsonSerializer.SerializeToElement(FolderTree.Read(settings.Allow), SetupJson.Default.IReadOnlyListFolderNode),
        Facts = JsonSerializer.SerializeToElement(SetupFacts.Collect(), SetupJson.Default.SetupFacts),
    };
}
