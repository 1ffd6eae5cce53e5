using Microsoft.Extensions.Time.Testing;
using RemoteExec.Server.Tests.Gateway.Peers;

namespace RemoteExec.Server.Tests.Gateway;

/// <summary>Peers that let us wait.</summary>
public sealed class SlowPeerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private TestServer _server = null!;
    private AgentPeer _neighbour = null!;
    private int _asked;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(_time);
        _neighbour = await AgentPeer.ConnectAsync(_server, new AgentPeerOptions { Name = "neighbour", Serves = true });
    }

    public async ValueTask DisposeAsync()
    {
        await _neighbour.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task PeerThatReadsTooLate_IsSentByeSlow_AndNotWhatWaited()
    {
        using var peer = await DeafPeerAsync("late");

        // The clock stands still, so it is not cut while it reads now.
        var heard = 0;
        string text;
        while ((text = await peer.ReadSealedAsync() ?? "") is not "" && !text.Contains("bye", StringComparison.Ordinal))
        {
            heard++;
        }

        Assert.Equal("""{"data":{"bye":{"reason":"slow"}}}""", text);
        Assert.True(heard < _asked - 1_000, $"It heard {heard} of {_asked} answers.");
        await NeighbourIsServedAsync();
    }

    [Fact]
    public async Task PeerThatNeverReads_IsCut()
    {
        using var peer = await DeafPeerAsync("deaf");
        await NeighbourIsServedAsync();

        _time.Advance(TimeSpan.FromSeconds(3));

        await _server.Log.LineAsync($"deaf ({peer.From}) disconnected: it does not read");
        Assert.False((await _server.Client.MachineAsync("deaf")).Connected);
        await NeighbourIsServedAsync();
    }

    /// <summary>A peer that asks and asks and reads no answer, until the server has had enough.</summary>
    private async Task<RawPeer> DeafPeerAsync(string name)
    {
        var peer = await RawPeer.DialAsync(_server, receiveBuffer: 4_096);
        await peer.LogInAsync(_server.Password, "\"setup\",\"ping\"");
        await peer.SendSealedAsync(RawPeer.Data($"\"setup\":{{\"name\":\"{name}\"}}"));
        var said = _server.Log.LineAsync($"{name} ({peer.From}) does not read", "1024");
        try
        {
            while (!said.IsCompleted)
            {
                await peer.SendFramesAsync(Enumerable.Range(0, 100).Select(_ => peer.Seal("""{"data":{"ping":{"t0":9007199254740991}}}"""))).WaitAsync(TestServer.Patience);
                _asked += 100;
            }
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            // The server reads no more of it.
        }

        await said;
        return peer;
    }

    private async Task NeighbourIsServedAsync()
    {
        var process = await _server.StartProgramAsync("neighbour");
        await _server.ProcessInStateAsync(process.Id, "exited");
        Assert.Null(_neighbour.Ended);
    }
}
