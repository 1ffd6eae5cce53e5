using System.Buffers.Text;
using System.Security.Cryptography;
using RemoteExec.Interop.Tests.Driving;
using RemoteExec.Interop.Tests.Programs;

namespace RemoteExec.Interop.Tests;

/// <summary>A peer that proves who it is, and wants the same of the server, made from docs/protocol.md §9.1 alone.</summary>
public sealed class IdentityTests(RealServer server)
{
    [Fact]
    public async Task Key_AdmittedByPasswordOnce_NeedsNoneAfterwards()
    {
        await using var peer = await ExtendedPeer.ConnectedAsync(server);

        await peer.LeaveAsync();
        await peer.ReturnAsync();
        await peer.SnapshotAsync();

        Assert.Equal(peer.MachineId, (await server.ConnectedAsync(peer.Name)).Id);
    }

    [Fact]
    public async Task JoinToken_AdmitsOneAgentOnce()
    {
        var token = await server.Api.CreateJoinTokenAsync(600);
        await using var peer = await ExtendedPeer.MetAsync(server, token: token.Token);
        await peer.Wire.DoAsync("authenticate");
        await peer.VerifiedAsync();
        Assert.Equal(peer.MachineId, (await server.Api.JoinTokensAsync()).Single(known => known.Id == token.Id).SpentBy);

        await using var late = await ExtendedPeer.MetAsync(server, token: token.Token);
        await late.Wire.DoAsync("authenticate");

        await late.Wire.ErrorAsync(104, encrypted: true);
        await late.Wire.ClosedAsync();
    }

    [Fact]
    public async Task ServerThatIsNotTheOneOfTheToken_IsNoticedBeforeAnythingIsShown()
    {
        byte[] ofAnother = [1, .. RandomNumberGenerator.GetBytes(32 + 16 + 32)];
        await using var peer = Peer.Create(server);

        await peer.ConnectAsync(ExtendedPeer.Extensions, RandomNumberGenerator.GetBytes(32), token: "rxj_" + Base64Url.EncodeToString(ofAnother));

        await peer.NextAsync("key");
        var stranger = await peer.NextAsync("stranger");
        Assert.True(stranger.GetProperty("signed").GetBoolean());
        Assert.Equal(server.Fingerprint, stranger.GetProperty("fingerprint").GetString());
        await peer.ClosedAsync();
    }

    [Fact]
    public async Task UnknownKeyAlone_Is102()
    {
        await using var peer = await ExtendedPeer.MetAsync(server);

        await peer.Wire.DoAsync("authenticate");

        await peer.Wire.ErrorAsync(102, encrypted: true);
        await peer.Wire.ClosedAsync();
    }

    [Theory]
    [InlineData("signature")]
    [InlineData("key")]
    public async Task DamagedProof_Is104WhateverThePassword(string damage)
    {
        await using var peer = await ExtendedPeer.MetAsync(server);

        await peer.Wire.DoAsync("authenticate", new { password = server.Password, damage });

        await peer.Wire.ErrorAsync(104, encrypted: true);
        await peer.Wire.ClosedAsync();
    }

    [Fact]
    public async Task IdentityAgreedAndNotShown_Is104WhateverThePassword()
    {
        await using var peer = await ExtendedPeer.MetAsync(server);

        await peer.Wire.SendAsync(new { authenticate = new { password = server.Password } });

        await peer.Wire.ErrorAsync(104, encrypted: true);
        await peer.Wire.ClosedAsync();
    }

    [Fact]
    public async Task MessageBeforeAuthentication_Is103()
    {
        await using var peer = await ExtendedPeer.MetAsync(server);

        await peer.Wire.SendAsync(new { setup = new { name = peer.Name } });

        await peer.Wire.ErrorAsync(103, encrypted: true);
        await peer.Wire.ClosedAsync();
    }

    [Theory]
    [InlineData("skipNonce")]
    [InlineData("replay")]
    public async Task DroppedOrRepeatedPacket_Is110(string fault)
    {
        await using var peer = await ExtendedPeer.ConnectedAsync(server);

        await peer.Wire.DoAsync(fault);
        await peer.Wire.SendAsync(new { ping = new { t0 = 1 } });

        await peer.Wire.ErrorAsync(110, encrypted: true);
        await peer.Wire.ClosedAsync();
    }

    [Fact]
    public async Task ExtensionsThatNobodyKnows_AreLeftOut()
    {
        await using var peer = Peer.Create(server);

        await peer.ConnectAsync(["teleport", "ping", "kill"], RandomNumberGenerator.GetBytes(32));

        var agreed = (await peer.NextAsync("key")).GetProperty("extensions").EnumerateArray().Select(name => name.GetString());
        Assert.Equal(["kill", "ping"], agreed.Order());
        await peer.DoAsync("authenticate", new { password = server.Password });
        await peer.PacketAsync("authVerification");
        Assert.Equal(["kill", "ping"], (await server.ConnectedAsync(peer.Address)).Extensions.Order());
    }
}
