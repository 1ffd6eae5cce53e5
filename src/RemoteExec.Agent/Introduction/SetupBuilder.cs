using System.Text.Json;
using RemoteExec.Agent.Policy;
using RemoteExec.Agent.Settings;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Introduction;

/// <summary>How the agent introduces itself.</summary>
internal static class SetupBuilder
{
    internal static SetupMessage Build(AgentSettings settings)
    {
        var cards = NetworkCards.Read();
        return new SetupMessage
        {
            Id = settings.Name,
            Name = settings.Name,
            Labels = settings.Labels.Count == 0 ? null : settings.Labels,
            Addresses = cards.Addresses,
            Networks = cards.Networks.Count == 0 ? null : cards.Networks,
            ExecutableTree = JsonSerializer.SerializeToElement(FolderTree.Read(settings.Allow), SetupJson.Default.IReadOnlyListFolderNode),
            Facts = JsonSerializer.SerializeToElement(SetupFacts.Collect(), SetupJson.Default.SetupFacts),
        };
    }
}
