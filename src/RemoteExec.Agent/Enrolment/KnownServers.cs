using System.Text.Json;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.Enrolment;

/// <summary>The servers that were met: their pins, and the dialect that worked.</summary>
internal sealed class KnownServers
{
    private readonly AgentFolder _folder;
    private List<KnownServer> _servers;

    private KnownServers(AgentFolder folder, List<KnownServer> servers)
    {
        _folder = folder;
        _servers = servers;
    }

    /// <summary>In the order in which they were met.</summary>
    internal IReadOnlyList<KnownServer> All => _servers;

    /// <exception cref="InvalidDataException">The file is damaged: pins are never silently forgotten.</exception>
    internal static KnownServers Load(AgentFolder folder)
    {
        if (!File.Exists(folder.KnownServers))
        {
            return new KnownServers(folder, []);
        }

        try
        {
            return new KnownServers(folder, JsonSerializer.Deserialize(File.ReadAllBytes(folder.KnownServers), KnownServersJson.Default.ListKnownServer) ?? []);
        }
        catch (JsonException)
        {
            throw new InvalidDataException(
                $"{folder.KnownServers} is damaged. It holds the pins of servers; restore it, or remove it and compare the server's fingerprint again.");
        }
    }

    internal KnownServer? Find(ServerAddress address) => _servers.Find(s => s.Address == address.ToString());

    /// <summary>Remembers, on disk, if anything is new.</summary>
    internal void Remember(KnownServer server)
    {
        var index = _servers.FindIndex(s => s.Address == server.Address);
        if (index >= 0 && _servers[index] == server)
        {
            return;
        }

        // The disk first: what could not be written is tried again.
        List<KnownServer> next = index >= 0 ? [.. _servers[..index], server, .. _servers[(index + 1)..]] : [.. _servers, server];
        OwnerFile.Write(_folder.KnownServers, JsonSerializer.SerializeToUtf8Bytes(next, KnownServersJson.Default.ListKnownServer));
        _servers = next;
    }
}
