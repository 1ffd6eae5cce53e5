using System.Security.Cryptography;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Server.Tests.Gateway.Peers;

namespace RemoteExec.Server.Tests.Gateway;

/// <summary>Keys and how they come in.</summary>
public class JoinTokenTests(SharedServer shared)
{
    [Fact]
    public async Task Token_AdmitsOneAgentOnce_WhichNeedsNothingAfterwards()
    {
        using var key = SigningKey.Generate();
        var token = await TokenAsync();
        await using (await AgentPeer.ConnectAsync(shared.Server, new AgentPeerOptions { Identity = key, Token = token, ShowsPassword = false, Name = "joined" }))
        {
            var second = await AgentPeer.TryMeetAsync(shared.Server, new AgentPeerOptions { Token = token, ShowsPassword = false });
            Assert.Equal(WireErrorCode.IdentityRefused, second.Error);
        }

        await EnrolledAsync(key);
        var again = await AgentPeer.TryMeetAsync(shared.Server, new AgentPeerOptions { Identity = key, ShowsPassword = false });
        Assert.NotNull(again.Channel);
    }

    [Fact]
    public async Task Token_WhoseAgentWasLostBeforeItsSetup_StillAdmitsThatAgent_AndNoOther()
    {
        using var key = SigningKey.Generate();
        var token = await TokenAsync();
        Assert.NotNull((await AgentPeer.TryMeetAsync(shared.Server, new AgentPeerOptions { Identity = key, Token = token, ShowsPassword = false })).Channel);

        var other = await AgentPeer.TryMeetAsync(shared.Server, new AgentPeerOptions { Token = token, ShowsPassword = false });
        var same = await AgentPeer.TryMeetAsync(shared.Server, new AgentPeerOptions { Identity = key, Token = token, ShowsPassword = false });

        Assert.Equal(WireErrorCode.IdentityRefused, other.Error);
        Assert.NotNull(same.Channel);
    }

    [Fact]
    public async Task Token_OfAMachineThatWasRemoved_DoesNotAdmitItAgain()
    {
        using var key = SigningKey.Generate();
        var token = await TokenAsync();
        await using (await AgentPeer.ConnectAsync(shared.Server, new AgentPeerOptions { Identity = key, Token = token, ShowsPassword = false, Name = "to-be-removed" }))
        {
            await EnrolledAsync(key);
        }

        await Eventually.TrueAsync(
            async () => !(await shared.Server.Client.MachineAsync("to-be-removed")).Connected, TestServer.Patience, () => "It is still connected.");
        await shared.Server.Client.RemoveMachineAsync("to-be-removed");

        Assert.Equal(
            WireErrorCode.IdentityRefused,
            (await AgentPeer.TryMeetAsync(shared.Server, new AgentPeerOptions { Identity = key, Token = token, ShowsPassword = false })).Error);
    }

    [Fact]
    public async Task Token_UnknownOrWithAnotherSecret_Is104()
    {
        var real = await TokenAsync();
        foreach (var id in new[] { RandomNumberGenerator.GetBytes(16), Convert.FromBase64String(real.Id.Replace('-', '+').Replace('_', '/') + "==") })
        {
            Assert.True(JoinToken.TryParse(JoinToken.Format(shared.Server.KeyHash, id, new byte[32]), out var forged));
            var options = new AgentPeerOptions { Token = forged, ShowsPassword = false };
            Assert.Equal(WireErrorCode.IdentityRefused, (await AgentPeer.TryMeetAsync(shared.Server, options)).Error);
            await shared.Log.LineAsync(options.From.ToString(), "(error 104)");
        }

        // The right one was not spent by that.
        Assert.NotNull((await AgentPeer.TryMeetAsync(shared.Server, new AgentPeerOptions { Token = real, ShowsPassword = false })).Channel);
    }

    [Fact]
    public async Task Token_OfAnotherServer_IsNotShownToThisOne()
    {
        Assert.True(JoinToken.TryParse(JoinToken.Format(new byte[32], new byte[16], new byte[32]), out var foreign));
        var options = new AgentPeerOptions { Token = foreign, ShowsPassword = false };

        var outcome = await AgentPeer.TryMeetAsync(shared.Server, options);

        Assert.Equal(ClientHandshakeEnd.WrongIdentity, outcome.End);
        await shared.Log.LineAsync(options.From.ToString(), "the client reported error 104");
    }

    [Fact]
    public async Task SignatureOfAnotherConnection_Is104()
    {
        using var peer = await RawPeer.DialAsync(shared.Server);
        using var key = SigningKey.Generate();
        await peer.ExchangeKeysAsync("\"identity\"");
        var signature = new byte[SigningKey.SignatureLength];
        key.Sign("another transcript"u8, signature);
        await peer.SendSealedAsync(RawPeer.Data(
            $"\"authenticate\":{{\"key\":\"{Convert.ToBase64String(key.PublicKey)}\",\"signature\":\"{Convert.ToBase64String(signature)}\",\"password\":\"{shared.Server.Password}\"}}"));

        await peer.RefusedSealedAsync(104);
        await shared.Log.LineAsync(peer.From.ToString(), "signature", "(error 104)");
    }

    [Fact]
    public async Task Key_WhoseIdAnotherMachineTookForItsName_IsNotAdmitted()
    {
        using var stranger = SigningKey.Generate();
        var id = Fleet.Machines.MachineIds.OfAgent(stranger.PublicKey);
        await using var accomplice = await AgentPeer.ConnectAsync(shared.Server, new AgentPeerOptions { Name = id });
        var machines = await shared.Server.Client.MachinesAsync();

        var outcome = await AgentPeer.TryMeetAsync(shared.Server, new AgentPeerOptions { Identity = stranger, ShowsPassword = false });

        Assert.DoesNotContain(machines, machine => machine.Name == id);
        Assert.Equal(WireErrorCode.WrongPassword, outcome.Error);
    }

    [Fact]
    public async Task Revoke_CutsTheSessionAtOnce_AndRefusesTheKeyFromThenOn()
    {
        using var key = SigningKey.Generate();
        await using var agent = await AgentPeer.ConnectAsync(shared.Server, new AgentPeerOptions { Identity = key, Name = "revoked" });
        await EnrolledAsync(key);

        await EnrolledAsync(key);
        var answer = await PostAsync("/api/v1/machines/revoked/revoke");

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(ByeReasons.Revoked, (await agent.ReceiveAsync<ByeMessage>()).Reason);
        await agent.EndAsync();
        Assert.Equal(WireErrorCode.IdentityRefused, (await AgentPeer.TryMeetAsync(shared.Server, new AgentPeerOptions { Identity = key })).Error);
        await shared.NeighbourIsUndisturbedAsync();
    }

    [Fact]
    public async Task Revoke_PeerThatDoesNotRead_IsCutAllTheSame()
    {
        using var peer = await RawPeer.DialAsync(shared.Server, receiveBuffer: 4_096);
        await peer.LogInAsync(shared.Server.Password, "\"setup\",\"ping\"");
        await peer.SendSealedAsync(RawPeer.Data("\"setup\":{\"name\":\"deaf\"}"));
        await shared.Log.LineAsync("deaf connected");

        // Enough that the server waits for it, and not so much that it is let go for that alone.
        await Eventually.TrueAsync(
            async () => (await shared.Server.Client.MachinesAsync()).Any(machine => machine.Name == "deaf"), TestServer.Patience, () => "It was never stored.");
        var large = new string('x', 4_000);
        for (var i = 0; i < 5; i++)
        {
            await shared.Server.Client.StartAsync(new Api.Processes.ExecuteRequest
            {
                Targets = ["deaf"],
                Execute = [.. Enumerable.Repeat(new Api.Processes.ExecutableRequest { Application = "show", Arguments = [.. Enumerable.Repeat(large, 20)] }, 12)],
            });
        }

        Assert.True((await PostAsync("/api/v1/machines/deaf/revoke")).IsSuccessStatusCode);

        await shared.Log.LineAsync($"deaf ({peer.From}) disconnected: revoked");
        Assert.False((await shared.Server.Client.MachineAsync("deaf")).Connected);
    }

    private async Task<HttpResponseMessage> PostAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Authorization = new("Bearer", shared.Server.AdminToken);
        return await shared.Server.Http.SendAsync(request);
    }

    private async Task<JoinToken> TokenAsync()
    {
        Assert.True(JoinToken.TryParse((await shared.Server.Client.CreateJoinTokenAsync(null)).Token, out var token));
        return token;
    }

    // The enrolment is written behind the connection.
    private Task EnrolledAsync(SigningKey key) => Eventually.TrueAsync(
        async () => (await shared.Server.Client.MachinesAsync()).Any(machine => machine.Id == Fleet.Machines.MachineIds.OfAgent(key.PublicKey)),
        TestServer.Patience,
        () => "It was never stored.");
}
