using RemoteExec.Interop.Tests.Driving;
using RemoteExec.Interop.Tests.Programs;

namespace RemoteExec.Interop.Tests;

/// <summary>Too many wrong passwords from one address (docs/protocol.md §12). The waits double, so on the slowest machine some try falls into one.</summary>
public sealed class RateLimitTests(RealServer server)
{
    private const int FreeTries = 5;
    private const int Patience = 15;

    [Fact]
    public async Task SixthWrongPassword_OfAPeerWithExtensions_Is105()
    {
        await using var peer = Peer.Create(server);
        var codes = new List<int>();
        while (codes.Count < Patience && !codes.Contains(105))
        {
            await peer.DoAsync("connect", new { port = server.AgentPort, from = peer.Address, extensions = new[] { "ping" } });
            await peer.NextAsync("key");
            await peer.DoAsync("authenticate", new { password = "wrong" });
            codes.Add((await peer.NextAsync("error")).GetProperty("code").GetInt32());
            await peer.DoAsync("close");
            await peer.ClosedAsync();
        }

        Assert.All(codes.Take(FreeTries), code => Assert.Equal(102, code));
        Assert.Equal(105, codes[^1]);
    }

    [Fact]
    public async Task RightPasswordOfAPlainPeerThatMustWait_Is102()
    {
        await using var peer = Peer.Create(server);
        for (var round = 1; ; round++)
        {
            for (var i = 0; i < FreeTries; i++)
            {
                await TryAsync("wrong");
                await peer.ErrorAsync(102, encrypted: true);
                await peer.DoAsync("close");
                await peer.ClosedAsync();
            }

            // Everyone who is let in is shown something here; whoever must wait is told what it understands.
            await TryAsync(server.Password);
            await peer.DoAsync("send", new { text = "not JSON" });
            var code = (await peer.NextAsync("error")).GetProperty("code").GetInt32();
            await peer.DoAsync("close");
            await peer.UntilAsync("closed");
            if (code == 102)
            {
                return;
            }

            Assert.Equal(200, code);
            Assert.True(round < 4, "it never had to wait");
        }

        async Task TryAsync(string password)
        {
            await peer.ConnectAsync();
            await peer.NextAsync("key");
            await peer.DoAsync("authenticate", new { password });
        }
    }
}
