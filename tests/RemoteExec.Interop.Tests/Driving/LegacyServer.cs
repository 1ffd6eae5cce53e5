using System.Text.Json;

namespace RemoteExec.Interop.Tests.Driving;

/// <summary>A server as it was before docs/protocol.md (<c>peers/legacy-server.mjs</c>).</summary>
internal sealed class LegacyServer : IAsyncDisposable
{
    internal const string Password = "topsecret";

    private readonly NodeProcess _node;
    private readonly List<(string Key, JsonElement Entry)> _heard = [];

    private LegacyServer(bool hangsUp) => _node = new NodeProcess("legacy-server.mjs", hangsUp ? ["--hang-up"] : []);

    internal int Port { get; private set; }

    internal string Transcript => _node.Transcript;

    /// <param name="hangsUp">What it does when it cannot read what a client sends: close, or stay silent.</param>
    internal static async Task<LegacyServer> StartAsync(bool hangsUp = false)
    {
        var server = new LegacyServer(hangsUp);
        await server._node.DoAsync("listen", new { password = Password });
        server.Port = (await server.NextAsync("listening")).GetProperty("port").GetInt32();
        return server;
    }

    internal Task<JsonElement> NextAsync(string kind) => _node.NextAsync(kind);

    internal Task<JsonElement> UntilAsync(string kind) => _node.UntilAsync(kind);

    /// <summary>The next entry about this id in a packet with this key.</summary>
    internal async Task<JsonElement> HearsAsync(string key, string id)
    {
        // Several entries may come in one packet: each is heard once, in order.
        int index;
        while ((index = _heard.FindIndex(one => one.Key == key && one.Entry.GetProperty("id").ToString() == id)) < 0)
        {
            await _node.UntilAsync("packet", packet =>
            {
                var value = packet.GetProperty("value");
                if (value.ValueKind != JsonValueKind.Array)
                {
                    return false;
                }

                _heard.AddRange(value.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("id", out _)).Select(entry => (packet.GetProperty("key").GetString()!, entry)));
                return true;
            });
        }

        var entry = _heard[index].Entry;

        // What came before it is not asked for any more.
        _heard.RemoveRange(0, index + 1);
        return entry;
    }

    /// <summary>Waits until it hears of this state.</summary>
    internal async Task HearsStateAsync(string id, string state)
    {
        string? seen;
        do
        {
            seen = (await HearsAsync("processStatus", id)).GetProperty("state").GetString();
        }
        while (seen != state);
    }

    internal Task ExecuteAsync(params IEnumerable<LegacyExecutable> executables) => _node.DoAsync("execute", new { executables });

    internal Task KillAsync(params IEnumerable<string> ids) => _node.DoAsync("kill", new { ids });

    /// <summary>Cuts the connection of the client.</summary>
    internal Task DropAsync() => _node.DoAsync("drop");

    public ValueTask DisposeAsync() => _node.DisposeAsync();
}

/// <summary>An executable as such a server knows it.</summary>
internal sealed record LegacyExecutable(string Id, string Application, string Path, string Arguments, string Name = "", int Delay = 0);
