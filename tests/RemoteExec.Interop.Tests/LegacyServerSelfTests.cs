using RemoteExec.Interop.Tests.Driving;

namespace RemoteExec.Interop.Tests;

/// <summary>The legacy server is a witness, so it is examined too: by a client of another make than ours.</summary>
public sealed class LegacyServerSelfTests
{
    [Fact]
    public async Task ClientInItsDialect_IsServed()
    {
        await using var server = await LegacyServer.StartAsync();
        await using var peer = Peer.CreateAt(server.Port);
        await peer.ConnectAsync("LE4");
        await peer.NextAsync("key");
        await peer.DoAsync("authenticate", new { password = LegacyServer.Password, bare = true });
        var verification = (await peer.PacketAsync("authVerification")).Value;
        Assert.True(verification.GetProperty("accapted").GetBoolean());
        Assert.False(verification.TryGetProperty("accepted", out _));
        await server.UntilAsync("authenticated");

        var id = Guid.NewGuid().ToString();
        await server.ExecuteAsync(new LegacyExecutable(id, "player", "/opt/show", "--title \"two words\""));
        var entry = (await peer.PacketAsync("execute")).Value.GetProperty("executables")[0];
        Assert.Equal((id, "--title \"two words\""), (entry.GetProperty("id").GetString(), entry.GetProperty("arguments").GetString()));
        await peer.SendAsync(new { executed = new[] { new { id, started = true } } });
        Assert.True((await server.HearsAsync("executed", id)).GetProperty("started").GetBoolean());
        await peer.SendAsync(new { processStatus = new[] { new { id, state = "TERMINATED" } } });
        await server.HearsStateAsync(id, "TERMINATED");

        await server.KillAsync(id);
        Assert.Equal(id, (await peer.PacketAsync("kill")).Value.GetProperty("processes")[0].GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("""{"data":{"authenticate":{"password":"topsecret"}}}""", "object")]
    [InlineData("""{"data":{"authenticate":"wrong"}}""", "string")]
    [InlineData("""{"data":{"version":2,"authenticate":"topsecret"}}""", "version")]
    public async Task AnythingButTheBarePasswordAsFirstKey_IsRefused(string text, string kind)
    {
        await using var server = await LegacyServer.StartAsync();
        await using var peer = Peer.CreateAt(server.Port);
        await peer.ConnectAsync("LE4");
        await peer.NextAsync("key");

        await peer.DoAsync("send", new { text });

        Assert.Equal(kind, (await server.UntilAsync("refused")).GetProperty("kind").GetString());
        await peer.ErrorAsync(102, encrypted: true);
        await peer.ClosedAsync();
    }

    [Fact]
    public async Task FrameInTwoPieces_MakesItLoseItsPlace()
    {
        await using var server = await LegacyServer.StartAsync();
        await using var peer = Peer.CreateAt(server.Port);
        await peer.DialAsync("LE4");

        // LENGTH 69, and the beginning of a first packet; its end comes when the server has given up waiting for it.
        await peer.DoAsync("bytes", new { hex = "45000000" + Convert.ToHexString("{\"data\":{\"public"u8) });
        await server.UntilAsync("derailed");
        await peer.DoAsync("bytes", new { hex = Convert.ToHexString("Key\":\"hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=\"}}"u8) });
        await peer.DoAsync("close");

        // No key was sent before the end.
        await peer.ClosedAsync();
        await server.NextAsync("disconnected");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FrameOfTheCanonicalDialect_IsNotUnderstood(bool hangsUp)
    {
        await using var server = await LegacyServer.StartAsync(hangsUp);
        await using var peer = Peer.CreateAt(server.Port);

        await peer.ConnectAsync("BE16");

        await server.UntilAsync("derailed");
        if (!hangsUp)
        {
            await peer.DoAsync("close");
        }

        await peer.UntilAsync("closed");
        await server.NextAsync("disconnected");
    }
}
