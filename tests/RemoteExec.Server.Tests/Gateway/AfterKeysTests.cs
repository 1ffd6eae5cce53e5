using RemoteExec.Protocol.Framing;
using RemoteExec.Server.Tests.Gateway.Peers;

namespace RemoteExec.Server.Tests.Gateway;

/// <summary>What does not decrypt, is too large, or comes too early. Each before and after authentication, where both can be.</summary>
public class AfterKeysTests(SharedServer shared)
{
    private const string Harmless = """{"data":{"holder":{}}}""";

    public static TheoryData<bool> BeforeAndAfter => [false, true];

    [Theory]
    [MemberData(nameof(BeforeAndAfter))]
    public async Task TruncatedPacket_Is110(bool authenticated)
    {
        using var peer = await PeerAsync(authenticated);
        await peer.SendFrameAsync(peer.Seal(Harmless)[..48]);

        await RefusedAsync(peer, 110, "shorter than nonce");
    }

    [Theory]
    [MemberData(nameof(BeforeAndAfter))]
    public async Task PacketCutInTheMiddle_Is110(bool authenticated)
    {
        using var peer = await PeerAsync(authenticated);
        await peer.SendFrameAsync(peer.Seal(Harmless)[..^4]);

        await RefusedAsync(peer, 110, "does not decrypt");
    }

    [Theory]
    [MemberData(nameof(BeforeAndAfter))]
    public async Task FlippedBit_Is110(bool authenticated)
    {
        using var peer = await PeerAsync(authenticated);
        var bytes = Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(peer.Seal(Harmless)));
        bytes[^1] ^= 1;
        await peer.SendFrameAsync(Convert.ToBase64String(bytes));

        await RefusedAsync(peer, 110, "does not decrypt");
    }

    [Theory]
    [MemberData(nameof(BeforeAndAfter))]
    public async Task ReplayedPacket_Is110(bool authenticated)
    {
        using var peer = await PeerAsync(authenticated);
        var packet = peer.Seal(Harmless);
        await peer.SendFrameAsync(packet);
        await peer.SendFrameAsync(packet);

        await RefusedAsync(peer, 110, "a replay");
    }

    [Fact]
    public async Task ReflectedPacket_Is110()
    {
        using var peer = await RawPeer.DialAsync(shared.Server, FrameDialect.LE4);
        await peer.ExchangeKeysAsync();
        await peer.SendSealedAsync(RawPeer.Data($"\"authenticate\":\"{shared.Server.Password}\""));
        await peer.SendFrameAsync((await peer.ReadFrameAsync())!);

        await RefusedAsync(peer, 110, "a reflection");
    }

    [Theory]
    [MemberData(nameof(BeforeAndAfter))]
    public async Task Plaintext_Is110(bool authenticated)
    {
        using var peer = await PeerAsync(authenticated);
        await peer.SendFrameAsync(Harmless);

        await RefusedAsync(peer, 110, "plaintext");
    }

    [Fact]
    public async Task OurOwnKey_Echoed_Is110()
    {
        using var peer = await RawPeer.DialAsync(shared.Server);
        await peer.SendFrameAsync(await peer.ExchangeKeysAsync());

        await RefusedAsync(peer, 110, "plaintext");
    }

    [Fact]
    public async Task Length8193_BeforeAuthentication_Is201()
    {
        using var peer = await PeerAsync(authenticated: false);
        await peer.SendHeaderAsync(8_193);

        await RefusedAsync(peer, 201, "over the limit");
    }

    [Theory]
    [InlineData(131_073u)]
    [InlineData(0xFFFFFFFFu)]
    public async Task LengthOverTheLimit_AfterAuthentication_Is201_BeforeItsBody(uint length)
    {
        using var peer = await PeerAsync(authenticated: true);
        await peer.SendHeaderAsync(length);

        await RefusedAsync(peer, 201, "over the limit");
    }

    [Fact]
    public async Task Length131072_AfterAuthentication_IsTaken()
    {
        using var peer = await PeerAsync(authenticated: true);
        var start = """{"data":{"holder":""";
        await peer.SendSealedAsync(start + "\"" + new string('x', FrameLimits.MaxJsonLength - start.Length - 4) + "\"}}");
        await peer.SendSealedAsync("{");

        await peer.ErrorAsync(200);
        Assert.DoesNotContain(shared.Log.Lines, line => line.Contains($"{peer.From})", StringComparison.Ordinal) && line.Contains("201", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LengthZero_BeforeAuthentication_Is200AndCloses()
    {
        using var peer = await PeerAsync(authenticated: false);
        await peer.SendHeaderAsync(0);

        await RefusedAsync(peer, 200, "LENGTH 0");
    }

    [Fact]
    public async Task LengthZero_AfterAuthentication_IsDropped()
    {
        using var peer = await PeerAsync(authenticated: true);
        await peer.SendHeaderAsync(0);
        await peer.ErrorAsync(200);
        await StillServedAsync(peer);
    }

    [Fact]
    public async Task MessageBeforeAuthentication_PlainPeer_IsClosedWithoutAWord()
    {
        using var peer = await PeerAsync(authenticated: false);
        await peer.SendSealedAsync("""{"data":{"processStatus":[]}}""");

        await peer.ClosedAsync();
        await shared.Log.LineAsync(peer.From.ToString(), "came before it", "(error 103)");
    }

    [Fact]
    public async Task MessageBeforeAuthentication_PeerWithAnExtension_Is103()
    {
        using var peer = await RawPeer.DialAsync(shared.Server);
        await peer.ExchangeKeysAsync("\"ping\"");
        await peer.SendSealedAsync("""{"data":{"ping":{"t0":1}}}""");

        await RefusedAsync(peer, 103, "came before it");
    }

    [Fact]
    public async Task ErrorInPlaceOfAuthentication_IsNotAnswered()
    {
        using var peer = await RawPeer.DialAsync(shared.Server);
        await peer.ExchangeKeysAsync("\"ping\"");
        await peer.SendSealedAsync("""{"error":{"code":104}}""");

        await peer.ClosedAsync();
        await shared.Log.LineAsync(peer.From.ToString(), "reported error 104");
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("{\"data\":")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"data":{"a":[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}}""")] // depth 17
    [InlineData("""{"data":{"a":1,"a":2}}""")]
    [InlineData("""{"data":{"a":"\udc00"}}""")]
    [InlineData("""{"data":{"executed":[{"id":1e999,"started":true}]}}""")]
    [InlineData("""{"data":{"executed":{}}}""")]
    [InlineData("""{"data":{"processStatus":[null]}}""")]
    [InlineData("""{"data":{"processStatus":[{"id":1,"state":"DANCING"}]}}""")]
    [InlineData("""{"data":{"publicKey":"x"}}""")]
    [InlineData("""{"data":{"authenticate":"x"}}""")]
    [InlineData("""{"data":{"execute":[]}}""")]
    public async Task InvalidPacket_AfterAuthentication_Is200AndTheConnectionGoesOn(string packet)
    {
        using var peer = await PeerAsync(authenticated: true);
        await peer.SendSealedAsync(packet);

        await peer.ErrorAsync(200);
        await shared.Log.LineAsync($"({peer.From})", "invalid", "(error 200)");
        await StillServedAsync(peer);
        await shared.NeighbourIsUndisturbedAsync();
    }

    [Fact]
    public async Task InvalidUtf8_AfterAuthentication_Is200()
    {
        using var peer = await PeerAsync(authenticated: true);
        await peer.SendFrameAsync(peer.Seal([.. "{\"data\":{\"a\":\""u8, 0xFF, .. "\"}}"u8]));

        await peer.ErrorAsync(200);
    }

    [Fact]
    public async Task MoreThan256Entries_Is200()
    {
        using var peer = await PeerAsync(authenticated: true);
        await peer.SendSealedAsync(RawPeer.Data($"\"executed\":[{string.Join(',', Enumerable.Repeat("{\"id\":1,\"started\":true}", 257))}]"));

        await peer.ErrorAsync(200);
    }

    [Fact]
    public async Task FourthInvalidPacketWithinAMinute_Closes()
    {
        using var peer = await PeerAsync(authenticated: true);
        for (var i = 0; i < 3; i++)
        {
            await peer.SendSealedAsync("{");
            await peer.ErrorAsync(200);
        }

        await StillServedAsync(peer);
        await peer.SendSealedAsync("{");
        await peer.RefusedSealedAsync(200);
        await shared.Log.LineAsync($"({peer.From}) disconnected: error 200");
    }

    [Fact]
    public async Task StreamThatEndsInsideAFrame_EndsTheSession_AndNothingOfItCounts()
    {
        using var peer = await PeerAsync(authenticated: true);
        var process = await shared.Server.StartProgramAsync(peer.From.ToString());
        await peer.ReadSealedAsync();
        var answer = peer.Seal(RawPeer.Data(Started(process.WireId)));
        await peer.SendHeaderAsync((uint)answer.Length);
        await peer.SendBytesAsync(answer.AsMemory(0, answer.Length - 1));
        peer.SayNoMore();

        await peer.ClosedAsync();
        await shared.Log.LineAsync($"({peer.From}) disconnected: the connection ended inside a packet");
        Assert.Null((await shared.Server.ProcessInStateAsync(process.Id, "unknown")).StartedAt);
    }

    [Fact]
    public async Task NewsThatCameBeforeTheEnd_IsTaken()
    {
        using var peer = await PeerAsync(authenticated: true);
        var process = await shared.Server.StartProgramAsync(peer.From.ToString());
        await peer.ReadSealedAsync();
        await peer.SendSealedAsync(RawPeer.Data($"{Started(process.WireId)},\"processStatus\":[{{\"id\":{process.WireId},\"state\":\"EXITED\",\"exitCode\":3}}]"));
        peer.Dispose();

        Assert.Equal(3, (await shared.Server.ProcessInStateAsync(process.Id, "exited")).ExitCode);
    }

    private static string Started(long id) => $"\"executed\":[{{\"id\":{id},\"started\":true}}]";

    private async Task<RawPeer> PeerAsync(bool authenticated)
    {
        var peer = await RawPeer.DialAsync(shared.Server);
        if (authenticated)
        {
            await peer.LogInAsync(shared.Server.Password);
            await shared.Log.LineAsync($"{peer.From} connected");
        }
        else
        {
            await peer.ExchangeKeysAsync();
        }

        return peer;
    }

    private async Task RefusedAsync(RawPeer peer, int code, string why)
    {
        await peer.RefusedSealedAsync(code);
        await shared.Log.LineAsync(peer.From.ToString(), why, $"(error {code})");
        await shared.NeighbourIsUndisturbedAsync();
    }

    private async Task StillServedAsync(RawPeer peer)
    {
        await shared.Server.StartProgramAsync(peer.From.ToString());
        Assert.Contains("\"execute\":[{", await peer.ReadSealedAsync(), StringComparison.Ordinal);
    }
}
