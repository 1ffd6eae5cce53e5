using Microsoft.Extensions.Time.Testing;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Protocol.Tests.Framing;

namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>One absolute deadline, however the bytes dribble in.</summary>
public class DeadlineTests
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    public static TheoryData<FrameDialect> Dialects => Frames.Dialects;

    [Fact]
    public async Task Server_Silence_Is100After10SecondsAndNotBefore()
    {
        var (peer, serving, time) = Serve();

        time.Advance(TimeSpan.FromSeconds(10) - Instant);
        Assert.False(serving.IsCompleted);
        time.Advance(Instant);

        Assert.Equal("{\"error\":{\"code\":100}}", await peer.ReceivePlainAsync());
        await AssertRefusedAsync(serving, WireErrorCode.KeyNotReceived, told: true);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Server_OneBytePerSecondOfTheKey_Is100InTheDialect(FrameDialect dialect)
    {
        var (peer, serving, time) = Serve(dialect);
        var frame = Frames.Frame(dialect, System.Text.Encoding.ASCII.GetBytes(peer.KeyPacket()));
        for (var second = 0; second < 10; second++)
        {
            Assert.False(serving.IsCompleted);
            await peer.SendBytesAsync(frame.AsMemory(second, 1));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("{\"error\":{\"code\":100}}", await peer.ReceivePlainAsync());
        Assert.Null(await peer.ReceivePlainAsync());
        await AssertRefusedAsync(serving, WireErrorCode.KeyNotReceived, told: true);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Server_PlainAndOneBytePerSecondOfThePassword_IsClosedWithoutAWord(FrameDialect dialect)
    {
        var (peer, serving, time) = Serve(dialect);
        await peer.MeetServerAsync();
        await DribbleAsync(peer, serving, time);

        Assert.Null(await peer.ReceiveAsync());
        await AssertRefusedAsync(serving, WireErrorCode.NotAuthenticated, told: false);
    }

    [Fact]
    public async Task Server_ExtensionsAndOneBytePerSecondOfThePassword_Is103()
    {
        var (peer, serving, time) = Serve();
        await peer.MeetServerAsync("\"ping\"");
        await DribbleAsync(peer, serving, time);

        Assert.Equal("{\"error\":{\"code\":103}}", await peer.ReceiveAsync());
        await AssertRefusedAsync(serving, WireErrorCode.NotAuthenticated, told: true);
    }

    [Fact]
    public async Task Server_PacketsThatSayNothing_DoNotMoveTheDeadline()
    {
        var (peer, serving, time) = Serve();
        await peer.MeetServerAsync("\"ping\"");
        for (var second = 0; second < 10; second++)
        {
            Assert.False(serving.IsCompleted);
            await peer.SendAsync("{\"data\":{\"holder\":1}}");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("{\"error\":{\"code\":103}}", await peer.ReceiveAsync());
        await AssertRefusedAsync(serving, WireErrorCode.NotAuthenticated, told: true);
    }

    [Fact]
    public async Task Server_SilenceFromOutsideThePool_Is101After2Seconds()
    {
        var (peer, serving, time) = Serve(options: new ServerHandshakeOptions { AddressAllowed = false });

        time.Advance(TimeSpan.FromSeconds(2) - Instant);
        Assert.False(serving.IsCompleted);
        time.Advance(Instant);

        Assert.Equal("{\"error\":{\"code\":101}}", await peer.ReceivePlainAsync());
        await AssertRefusedAsync(serving, WireErrorCode.AddressNotAllowed, told: true);
    }

    [Fact]
    public async Task Server_HalfAFirstPacketFromOutsideThePool_Is101InItsDialect()
    {
        var (peer, serving, time) = Serve(FrameDialect.LE4, new ServerHandshakeOptions { AddressAllowed = false });
        await peer.SendBytesAsync(Frames.Frame(FrameDialect.LE4, "{\"data\""u8).AsMemory(0, 8));
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("{\"error\":{\"code\":101}}", await peer.ReceivePlainAsync());
        await AssertRefusedAsync(serving, WireErrorCode.AddressNotAllowed, told: true);
    }

    // The check of a password may take its time; a yes that comes too late is none, and what is said is said encrypted.
    [Theory]
    [InlineData(AuthenticationVerdict.Accepted)]
    [InlineData(AuthenticationVerdict.WrongPassword)]
    public async Task Server_VerdictAfterTheDeadline_LetsNobodyIn(AuthenticationVerdict verdict)
    {
        var slow = new SlowDoorkeeper();
        var (peer, serving, time) = Serve(doorkeeper: slow);
        await peer.MeetServerAsync("\"ping\"");
        await peer.SendAsync("{\"data\":{\"authenticate\":\"topsecret\"}}");
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(serving.IsCompleted);
        slow.Verdict.SetResult(verdict);

        Assert.Equal("{\"error\":{\"code\":103}}", await peer.ReceiveAsync());
        Assert.Null(await peer.ReceiveAsync());
        await AssertRefusedAsync(serving, WireErrorCode.NotAuthenticated, told: true);
    }

    [Fact]
    public async Task Client_SilenceBeforeTheKey_IsNoKeyAfterItsOwnDeadline()
    {
        var time = new FakeTimeProvider();
        var dialling = Meeting.DialAsync(
            Cable.Inline().Client, new ClientHandshakeOptions { Offer = WireExtensions.None, KeyDeadline = TimeSpan.FromSeconds(3) }, time);

        time.Advance(TimeSpan.FromSeconds(3) - Instant);
        Assert.False(dialling.IsCompleted);
        time.Advance(Instant);

        Assert.Equal(ClientHandshakeEnd.NoKey, (await dialling.Soon()).End);
    }

    [Fact]
    public async Task Client_OneBytePerSecondOfTheKey_IsNoKeyAfter10Seconds()
    {
        var time = new FakeTimeProvider();
        var cable = Cable.Inline();
        var dialling = Meeting.DialAsync(cable.Client, Meeting.Plain(FrameDialect.BE16), time);
        using var peer = new Peer(cable.Server);
        var frame = Frames.Frame(FrameDialect.BE16, System.Text.Encoding.ASCII.GetBytes(peer.KeyPacket()));
        for (var second = 0; second < 10; second++)
        {
            Assert.False(dialling.IsCompleted);
            await peer.SendBytesAsync(frame.AsMemory(second, 1));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(ClientHandshakeEnd.NoKey, (await dialling.Soon()).End);
    }

    [Theory]
    [InlineData("\"identity\"")]
    [InlineData("\"ping\"")]
    public async Task Client_SilenceAfterTheKey_IsLostAfter10SecondsInAll(string extensions)
    {
        var time = new FakeTimeProvider();
        var cable = Cable.Inline();
        var options = new ClientHandshakeOptions { Identity = Meeting.AgentIdentity, PlainAllowed = true, Password = "x" };
        var dialling = Meeting.DialAsync(cable.Client, options, time);
        using var peer = new Peer(cable.Server);
        time.Advance(TimeSpan.FromSeconds(6));
        await peer.MeetClientAsync(extensions);

        time.Advance(TimeSpan.FromSeconds(4) - Instant);
        Assert.False(dialling.IsCompleted);
        time.Advance(Instant);

        Assert.Equal(ClientHandshakeEnd.LostDuringHandshake, (await dialling.Soon()).End);
    }

    [Fact]
    public async Task Client_Stopped_IsCancelled()
    {
        using var stop = new CancellationTokenSource();
        var dialling = Meeting.DialAsync(new Cable().Client, Meeting.Pinned, cancel: stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dialling.Soon());
    }

    private static async Task DribbleAsync(Peer peer, Task<ServerHandshakeOutcome> serving, FakeTimeProvider time)
    {
        var frame = Frames.Frame(peer.Dialect, peer.Seal("{\"data\":{\"authenticate\":\"topsecret\"}}"));
        for (var second = 0; second < 10; second++)
        {
            Assert.False(serving.IsCompleted);
            await peer.SendBytesAsync(frame.AsMemory(second, 1));
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static (Peer Peer, Task<ServerHandshakeOutcome> Serving, FakeTimeProvider Time) Serve(
        FrameDialect dialect = FrameDialect.BE16, ServerHandshakeOptions? options = null, IClientAuthenticator? doorkeeper = null)
    {
        var time = new FakeTimeProvider();
        var cable = Cable.Inline();
        return (new Peer(cable.Client, dialect), Meeting.ServeAsync(cable.Server, options, doorkeeper, time), time);
    }

    private static async Task AssertRefusedAsync(Task<ServerHandshakeOutcome> serving, WireErrorCode code, bool told)
    {
        var outcome = await serving.Soon();
        Assert.Null(outcome.Channel);
        Assert.Equal(code, outcome.Fault!.Value.Code);
        Assert.Equal(told, outcome.WasTold);
    }

    private sealed class SlowDoorkeeper : IClientAuthenticator
    {
        internal TaskCompletionSource<AuthenticationVerdict> Verdict { get; } = new();

        public async ValueTask<AuthenticationVerdict> AuthenticateAsync(ClientCredentials credentials, CancellationToken cancel) => await Verdict.Task;
    }
}
