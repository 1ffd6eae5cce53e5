using System.Collections.Concurrent;
using System.Text.Json;
using RemoteExec.Interop.Tests.Programs;

namespace RemoteExec.Interop.Tests.Driving;

/// <summary>A client in JavaScript (<c>peers/peer.mjs</c>) that does what a test tells it.</summary>
internal sealed class Peer : IAsyncDisposable
{
    // Starting Node costs more than most tests: who is done hands its process on. The last ones end with this process, whose pipes they read.
    private static readonly ConcurrentBag<NodeProcess> Idle = [];

    private readonly int _port;
    private readonly NodeProcess _node;

    private Peer(int port, string? address)
    {
        _port = port;
        _node = Idle.TryTake(out var node) ? node : new NodeProcess("peer.mjs");
        Address = address ?? Loopback.NextAddress();
    }

    /// <summary>Where it dials from, and so what its machine is called when it has no name.</summary>
    internal string Address { get; }

    /// <summary>A peer that has not dialled yet.</summary>
    internal static Peer Create(RealServer server, string? address = null) => CreateAt(server.AgentPort, address);

    /// <summary>A peer of whatever listens there.</summary>
    internal static Peer CreateAt(int port, string? address = null) => new(port, address);

    /// <summary>A connected peer without extensions that has the server's key.</summary>
    internal static async Task<Peer> WithKeysAsync(RealServer server, string dialect = "BE16", string? address = null)
    {
        var peer = Create(server, address);
        await peer.ConnectAsync(dialect);
        Assert.Empty((await peer.NextAsync("key")).GetProperty("extensions").EnumerateArray());
        return peer;
    }

    /// <summary>A plain peer that is let in, and whose machine the server shows.</summary>
    internal static async Task<Peer> AdmittedAsync(RealServer server, string dialect = "BE16", string? address = null, string? machine = null)
    {
        var peer = await WithKeysAsync(server, dialect, address);
        await peer.DoAsync("authenticate", new { password = server.Password, bare = dialect == "LE4" });
        if (dialect == "LE4")
        {
            await peer.PacketAsync("authVerification");
        }

        await server.ConnectedAsync(machine ?? peer.Address);
        return peer;
    }

    internal Task DoAsync(string verb, object? details = null) => _node.DoAsync(verb, details);

    internal Task<JsonElement> NextAsync(string kind) => _node.NextAsync(kind);

    internal Task<JsonElement> UntilAsync(string kind) => _node.UntilAsync(kind);

    internal Task DialAsync(string dialect = "BE16") => DoAsync("dial", new { port = _port, from = Address, dialect });

    internal Task ConnectAsync(string dialect = "BE16") => DoAsync("connect", new { port = _port, from = Address, dialect });

    /// <summary>Connects with extensions and an identity made of a seed.</summary>
    internal Task ConnectAsync(IEnumerable<string> extensions, byte[] seed, string? pin = null, string? token = null) =>
        DoAsync("connect", new { port = _port, from = Address, extensions, seed = Convert.ToHexStringLower(seed), pin, token });

    /// <summary>Sends <c>{"data":…}</c>, encrypted once there are keys.</summary>
    internal Task SendAsync(object data) => DoAsync("send", new { packet = new { data } });

    /// <summary>The next event, which must be a packet whose base key (the first) is this one.</summary>
    internal async Task<Received> PacketAsync(string key)
    {
        var received = new Received(await NextAsync("packet"));
        Assert.True(received.Key == key, $"\"{key}\" was expected next, and came:\n{_node.Transcript}");
        return received;
    }

    /// <summary>The next event, which must be this error.</summary>
    internal async Task ErrorAsync(int code, bool encrypted)
    {
        var error = await NextAsync("error");
        Assert.Equal((code, encrypted), (error.GetProperty("code").GetInt32(), error.GetProperty("encrypted").GetBoolean()));
    }

    /// <summary>The next event, which must be the end of the connection, not inside a frame.</summary>
    internal async Task ClosedAsync() => Assert.Equal(0, (await NextAsync("closed")).GetProperty("pending").GetInt32());

    public async ValueTask DisposeAsync()
    {
        await _node.DoAsync("reset");
        await _node.UntilAsync("ready");
        _node.ForgetTranscript();
        Idle.Add(_node);
    }
}

/// <summary>A packet as a peer saw it.</summary>
internal sealed class Received(JsonElement seen)
{
    internal JsonElement Data { get; } = seen.GetProperty("data");

    /// <summary>The base key: the first.</summary>
    internal string Key => Data.EnumerateObject().First().Name;

    internal JsonElement Value => Data.EnumerateObject().First().Value;

    /// <summary>Bytes of its frame, header and all.</summary>
    internal int Bytes { get; } = seen.GetProperty("bytes").GetInt32();

    /// <summary>Chunks of the socket it came in.</summary>
    internal int Pieces { get; } = seen.GetProperty("pieces").GetInt32();
}
