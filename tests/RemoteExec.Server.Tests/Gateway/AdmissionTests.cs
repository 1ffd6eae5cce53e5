using System.Net;
using System.Net.Sockets;
using RemoteExec.Protocol.Framing;
using RemoteExec.Server.Settings;
using RemoteExec.Server.Tests.Gateway.Peers;

namespace RemoteExec.Server.Tests.Gateway;

/// <summary>Who may connect at all: the pool of addresses, the plain policy, and how many strangers at a time.</summary>
public class AdmissionTests
{
    private static readonly IPAddress Outside = IPAddress.Parse("127.200.0.1");

    [Fact]
    public async Task Pool_AddressOutside_Is101_AndAPoolThatChangesHoldsForTheNextConnection()
    {
        await using var server = await TestServer.StartAsync(settingsFile: """{"ipPool":["127.7.0.0/16"]}""");

        // An IPv4 client of this dual-stack socket comes as ::ffff:127.7.x.x, and counts as itself.
        await using var inside = await AgentPeer.ConnectAsync(server, new AgentPeerOptions { Name = "inside", Serves = true });
        foreach (var dialect in Enum.GetValues<FrameDialect>())
        {
            using var outside = await RawPeer.DialAsync(server, dialect, Outside);
            await outside.SendFrameAsync(RawPeer.KeyPacket(new byte[32]));
            await outside.RefusedInPlaintextAsync(101);
        }

        await server.Log.LineAsync(Outside.ToString(), "not in the IP pool", "(error 101)");
        if (Socket.OSSupportsIPv6)
        {
            using var six = await RawPeer.DialAsync(new IPEndPoint(IPAddress.IPv6Loopback, server.Port));
            await six.SendFrameAsync(RawPeer.KeyPacket(new byte[32]));
            await six.RefusedInPlaintextAsync(101);
            await server.Log.LineAsync("::1 was refused", "(error 101)");
        }

        // A mistake changes nothing; a pool that can be read does.
        server.WriteSettings("""{"ipPool":["127.0.0.256/8"]}""");
        await server.Log.LineAsync("Settings were not read again");
        using (var outside = await RawPeer.DialAsync(server, from: Outside))
        {
            await outside.SendFrameAsync(RawPeer.KeyPacket(new byte[32]));
            await outside.RefusedInPlaintextAsync(101);
        }

        server.WriteSettings("""{"ipPool":["127.200.0.0/16","::1"],"plain":"deny"}""");
        await server.Log.LineAsync("were read again.");
        using (var now = await RawPeer.DialAsync(server, from: Outside))
        {
            await now.SendFrameAsync(RawPeer.KeyPacket(new byte[32]));
            await now.RefusedInPlaintextAsync(100);
        }

        // plain: deny
        using (var plain = await RawPeer.DialAsync(server, from: Outside))
        {
            await plain.ExchangeKeysAsync();
            await plain.SendSealedAsync(RawPeer.Data($"\"authenticate\":\"{server.Password}\""));
            await plain.RefusedSealedAsync(102);
            await server.Log.LineAsync(Outside.ToString(), "plain: deny", "(error 102)");
        }

        var process = await server.StartProgramAsync("inside");
        await server.ProcessInStateAsync(process.Id, "exited");
    }

    [Fact]
    public async Task Strangers_SoManyOfOneAddress_SoManyInAll_TheRestIsClosedAtOnce()
    {
        await using var server = await TestServer.StartAsync(
            change: settings => settings with { Limits = settings.Limits with { Unauthenticated = 3, UnauthenticatedPerAddress = 2 } });
        await using var known = await AgentPeer.ConnectAsync(server, new AgentPeerOptions { Name = "known", Serves = true });
        var crowd = Loopback.Next();
        using var first = await StrangerAsync(server, crowd);
        using var second = await StrangerAsync(server, crowd);
        using (var third = await RawPeer.DialAsync(server, from: crowd))
        {
            await third.ClosedAsync();
        }

        await server.Log.LineAsync(crowd.ToString(), "too many connections that have not authenticated");
        using var other = await StrangerAsync(server, Loopback.Next());
        using (var oneTooMany = await RawPeer.DialAsync(server))
        {
            await oneTooMany.ClosedAsync();
            await server.Log.LineAsync(oneTooMany.From.ToString(), "too many connections");
        }

        // Who has authenticated is no stranger, and who has left makes room.
        var process = await server.StartProgramAsync("known");
        await server.ProcessInStateAsync(process.Id, "exited");
        first.Dispose();
        await server.Log.LineAsync(crowd.ToString(), "went away");
        using var next = await StrangerAsync(server, crowd);
    }

    [Fact]
    public void Strangers_WhenNothingIsSet_Are256AndEightOfAnAddress()
    {
        Assert.Equal(256, new LimitSettings().Unauthenticated);
        Assert.Equal(8, new LimitSettings().UnauthenticatedPerAddress);
    }

    // The server has it once it has answered.
    private static async Task<RawPeer> StrangerAsync(TestServer server, IPAddress from)
    {
        var peer = await RawPeer.DialAsync(server, from: from);
        await peer.ExchangeKeysAsync();
        return peer;
    }
}
