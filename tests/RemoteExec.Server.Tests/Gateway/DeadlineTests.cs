using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Server.Tests.Gateway.Peers;
using RemoteExec.Tests;

namespace RemoteExec.Server.Tests.Gateway;

/// <summary>Everything that depends on time, on a clock that only the test moves.</summary>
public sealed class DeadlineTests : IAsyncLifetime
{
    private readonly SteppingTime _time = new(DateTimeOffset.UtcNow);
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_time);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task SilenceBeforeTheKey_Is100AtTheDeadline()
    {
        using var peer = await RawPeer.DialAsync(_server);

        await OnceTimePassesAsync(peer.RefusedInPlaintextAsync(100));
        await _server.Log.LineAsync(peer.From.ToString(), "no key came in time", "(error 100)");
    }

    [Fact]
    public async Task OneByteASecond_DoesNotMoveTheDeadline()
    {
        using var peer = await RawPeer.DialAsync(_server);
        var refused = peer.RefusedInPlaintextAsync(100);

        // The dialect, then a body that never ends: LENGTH says 8,192.
        await peer.SendBytesAsync((byte[])[0, 0, 0x20, 0, 0]);
        for (var second = 0; second < 9; second++)
        {
            await peer.SendBytesAsync(new byte[1]);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(refused.IsCompleted);
        await OnceTimePassesAsync(refused);
    }

    [Fact]
    public async Task SilenceAfterTheKeys_PeerWithAnExtension_Is103()
    {
        using var peer = await RawPeer.DialAsync(_server);
        await peer.ExchangeKeysAsync("\"ping\"");

        await OnceTimePassesAsync(peer.RefusedSealedAsync(103));
        await _server.Log.LineAsync(peer.From.ToString(), "did not come in time", "(error 103)");
    }

    [Fact]
    public async Task BodyThatNeverComes_PlainPeer_IsClosedWithoutAWord()
    {
        using var peer = await RawPeer.DialAsync(_server);
        await peer.ExchangeKeysAsync();
        await peer.SendHeaderAsync(100);

        await OnceTimePassesAsync(peer.ClosedAsync());
        await _server.Log.LineAsync(peer.From.ToString(), "did not come in time", "(error 103)");
    }

    [Fact]
    public async Task PacketsThatSayNothing_DoNotMoveTheDeadline()
    {
        using var peer = await RawPeer.DialAsync(_server);
        await peer.ExchangeKeysAsync("\"ping\"");
        var refused = peer.RefusedSealedAsync(103);
        for (var second = 0; second < 9; second++)
        {
            await peer.SendSealedAsync("""{"data":{"holder":1}}""");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(refused.IsCompleted);
        await OnceTimePassesAsync(refused);
    }

    [Fact]
    public async Task SetupThatNeverComes_Is200()
    {
        using var peer = await RawPeer.DialAsync(_server);
        await peer.LogInAsync(_server.Password, "\"setup\"");

        await OnceTimePassesAsync(peer.ErrorAsync(200));
        await _server.Log.LineAsync(peer.From.ToString(), "setup did not come");
    }

    [Fact]
    public async Task RefusedPeerThatDoesNotClose_IsClosed()
    {
        using var peer = await RawPeer.DialAsync(_server);
        await peer.SendFrameAsync("{}");
        Assert.NotNull(await peer.ReadFrameAsync());

        await OnceTimePassesAsync(peer.ClosedAsync());
    }

    [Fact]
    public async Task SilentAgent_IsAsked_ThenDead()
    {
        using var peer = await RawPeer.DialAsync(_server);
        await peer.LogInAsync(_server.Password, "\"ping\"");
        await _server.Log.LineAsync($"{peer.From} connected");

        var ping = peer.ReadSealedAsync();
        await OnceTimePassesAsync(ping, 16);
        Assert.Contains("\"ping\"", await ping, StringComparison.Ordinal);
        await OnceTimePassesAsync(peer.ReadToTheEndAsync(), 60);
        await _server.Log.LineAsync($"({peer.From}) disconnected: it was silent for 45 s");
    }

    [Fact]
    public async Task SilentAgent_WallClockIsSetBack_IsAskedAndDeadAllTheSame()
    {
        using var peer = await RawPeer.DialAsync(_server);
        await peer.LogInAsync(_server.Password, "\"ping\"");
        await _server.Log.LineAsync($"{peer.From} connected");

        _time.Step = TimeSpan.FromHours(-1);

        var ping = peer.ReadSealedAsync();
        await OnceTimePassesAsync(ping, 16);
        Assert.Contains("\"ping\"", await ping, StringComparison.Ordinal);
        await OnceTimePassesAsync(peer.ReadToTheEndAsync(), 60);
    }

    [Fact]
    public async Task LivelyAgent_WallClockIsSetForward_IsNotDead()
    {
        using var peer = await RawPeer.DialAsync(_server);
        await peer.LogInAsync(_server.Password, "\"ping\"");
        await _server.Log.LineAsync($"{peer.From} connected");

        // Looked at twice since.
        _time.Step = TimeSpan.FromHours(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));

        await peer.SendSealedAsync("""{"data":{"ping":{"t0":7}}}""");
        Assert.Contains("\"pong\"", await peer.ReadSealedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongPasswords_WallClockIsSetBack_AreForgivenWhenTheTimeHasPassed()
    {
        var from = Loopback.Next();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(WireErrorCode.WrongPassword, await ErrorOfAsync(from, "wrong"));
        }

        _time.Step = TimeSpan.FromHours(-1);
        _time.Advance(TimeSpan.FromSeconds(1.5));

        Assert.Equal(WireErrorCode.None, await ErrorOfAsync(from, null));
    }

    [Fact]
    public async Task WrongPasswords_AreSlowedDown_AndTheRightOneToo_ButKeysNever()
    {
        var from = Loopback.Next();
        await using var known = await AgentPeer.ConnectAsync(_server, new AgentPeerOptions { From = from, Name = "known", Identity = SharedKey });
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(WireErrorCode.WrongPassword, await ErrorOfAsync(from, "wrong"));
        }

        Assert.Equal(WireErrorCode.RateLimited, await ErrorOfAsync(from, null));
        await _server.Log.LineAsync(from.ToString(), "too many wrong passwords", "(error 105)");

        // A plain peer has no word for it.
        using (var plain = await RawPeer.DialAsync(_server, from: from))
        {
            await plain.ExchangeKeysAsync();
            await plain.SendSealedAsync(RawPeer.Data($"\"authenticate\":\"{_server.Password}\""));
            await plain.RefusedSealedAsync(102);
        }

        // Neither a key that was admitted, nor the neighbours.
        Assert.Equal(WireErrorCode.None, await ErrorOfAsync(from, null, new AgentPeerOptions { Identity = SharedKey, ShowsPassword = false }));
        Assert.Equal(WireErrorCode.None, await ErrorOfAsync(Loopback.Next(), null));

        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(WireErrorCode.None, await ErrorOfAsync(from, null));
        Assert.Equal(WireErrorCode.WrongPassword, await ErrorOfAsync(from, "wrong"));
    }

    [Fact]
    public async Task KeysWithoutAPassword_AreNotCountedAsGuesses()
    {
        var from = Loopback.Next();
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(WireErrorCode.WrongPassword, await ErrorOfAsync(from, null, new AgentPeerOptions { ShowsPassword = false }));
        }

        Assert.Equal(WireErrorCode.None, await ErrorOfAsync(from, null));
    }

    [Fact]
    public async Task JoinToken_AfterItsLife_Is104()
    {
        var text = (await _server.Client.CreateJoinTokenAsync(3_600)).Token;
        Assert.True(JoinToken.TryParse(text, out var token));
        _time.Advance(TimeSpan.FromHours(1));

        var outcome = await AgentPeer.TryMeetAsync(_server, new AgentPeerOptions { Token = token, ShowsPassword = false });

        Assert.Equal(WireErrorCode.IdentityRefused, outcome.Error);
    }

    private static readonly Protocol.Cryptography.SigningKey SharedKey = Protocol.Cryptography.SigningKey.Generate();

    private async Task<WireErrorCode> ErrorOfAsync(System.Net.IPAddress from, string? password, AgentPeerOptions? options = null) =>
        (await AgentPeer.TryMeetAsync(_server, (options ?? new AgentPeerOptions()) with { From = from, Password = password, Offer = WireExtensions.All & ~WireExtensions.Setup })).Error;

    /// <summary>Moves the clock until something has happened: how soon the server saw the connection is not known here.</summary>
    private async Task OnceTimePassesAsync(Task happens, int seconds = 40)
    {
        for (var second = 0; second < seconds && !happens.IsCompleted; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(happens, Task.Delay(TimeSpan.FromMilliseconds(50)));
        }

        await happens.WaitAsync(TestServer.Patience);
    }
}
