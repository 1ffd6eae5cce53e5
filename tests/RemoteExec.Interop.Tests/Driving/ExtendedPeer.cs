using System.Security.Cryptography;
using RemoteExec.Interop.Tests.Programs;

namespace RemoteExec.Interop.Tests.Driving;

/// <summary>A peer with an identity and every extension, on its way to being a machine.</summary>
internal sealed class ExtendedPeer : IAsyncDisposable
{
    private readonly RealServer _server;

    private ExtendedPeer(RealServer server, byte[]? seed)
    {
        _server = server;
        Seed = seed ?? RandomNumberGenerator.GetBytes(32);
        Wire = Peer.Create(server);
        Name = "show-" + Wire.Address.Replace('.', '-');
    }

    internal static string[] Extensions { get; } = ["identity", "setup", "journal", "kill", "ping", "output"];

    internal Peer Wire { get; }

    /// <summary>The secret half of its identity.</summary>
    internal byte[] Seed { get; }

    internal string Name { get; }

    /// <summary>As the peer itself derives it from its key.</summary>
    internal string MachineId { get; private set; } = "";

    /// <summary>One that has met the server and checked who it is; it has shown nothing yet.</summary>
    internal static async Task<ExtendedPeer> MetAsync(RealServer server, byte[]? seed = null, string? token = null)
    {
        var peer = new ExtendedPeer(server, seed);
        await peer.MeetAsync(token);
        return peer;
    }

    /// <summary>One that was let in by password.</summary>
    internal static async Task<ExtendedPeer> AdmittedAsync(RealServer server, byte[]? seed = null)
    {
        var peer = await MetAsync(server, seed);
        await peer.Wire.DoAsync("authenticate", new { password = server.Password });
        await peer.VerifiedAsync();
        return peer;
    }

    /// <summary>One that has introduced itself and whose machine the server shows as connected.</summary>
    internal static async Task<ExtendedPeer> ConnectedAsync(RealServer server)
    {
        var peer = await AdmittedAsync(server);
        await peer.IntroduceAsync();
        await peer.SnapshotAsync();
        await server.ConnectedAsync(peer.Name);
        return peer;
    }

    internal async Task LeaveAsync()
    {
        await Wire.DoAsync("close");
        await Wire.ClosedAsync();
    }

    /// <summary>Connects again, lets its key speak for it, and introduces itself; the snapshot is the test's.</summary>
    internal async Task ReturnAsync()
    {
        await MeetAsync(null);
        await Wire.DoAsync("authenticate");
        await VerifiedAsync();
        await IntroduceAsync();
    }

    internal async Task MeetAsync(string? token)
    {
        await Wire.ConnectAsync(Extensions, Seed, token is null ? _server.Fingerprint : null, token);
        var key = await Wire.NextAsync("key");
        Assert.Equal(Extensions.Order(), key.GetProperty("extensions").EnumerateArray().Select(name => name.GetString()).Order());
        var identity = await Wire.NextAsync("identity");
        Assert.Equal(_server.Fingerprint, identity.GetProperty("fingerprint").GetString());
        MachineId = identity.GetProperty("machineId").GetString()!;
    }

    internal async Task VerifiedAsync() => Assert.True((await Wire.PacketAsync("authVerification")).Value.GetProperty("accepted").GetBoolean());

    internal async Task AcknowledgedAsync(long seq) => Assert.Equal(seq, (await Wire.PacketAsync("ack")).Value.GetProperty("seq").GetInt64());

    internal Task SnapshotAsync(long highestId = 0) => Wire.SendAsync(new { snapshot = new { complete = true, highestId } });

    public ValueTask DisposeAsync() => Wire.DisposeAsync();

    private async Task IntroduceAsync()
    {
        await Wire.SendAsync(new { setup = new { id = MachineId, name = Name } });
        await Wire.PacketAsync("setupComplete");
    }
}
