using System.Text;
using RemoteExec.Protocol.Framing;
using RemoteExec.Server.Tests.Gateway.Peers;

namespace RemoteExec.Server.Tests.Gateway;

/// <summary>What a stranger may send first, and what he is told.</summary>
public class FirstPacketTests(SharedServer shared)
{
    private const string Key = "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=";

    private TestServer Server => shared.Server;

    [Theory]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":{"authenticate":{"password":"x"}}}""")]
    [InlineData("""{"data":{"publicKey":null}}""")]
    [InlineData("""{"data":{"publicKey":12}}""")]
    [InlineData("""{"data":{"publicKey":["hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo="]}}""")]
    [InlineData("""{"data":{"publicKey":""}}""")]
    [InlineData("""{"data":{"publickey":"hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo="}}""")]
    [InlineData("""{"data":{"publicKey":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo="}}""")] // url-safe
    [InlineData("""{"data":{"publicKey":"hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo"}}""")] // not padded
    [InlineData("""{"data":{"publicKey":"hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmp="}}""")] // bits that mean nothing
    [InlineData("""{"data":{"publicKey":" hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo="}}""")]
    [InlineData("""[]""")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"nothing":1}""")]
    public async Task NoUsableKey_Is100(string packet)
    {
        using var peer = await RawPeer.DialAsync(Server);
        await peer.SendFrameAsync(packet);

        await peer.RefusedInPlaintextAsync(100);
        await shared.Log.LineAsync(peer.From.ToString(), "was refused", "key", "(error 100)");
        await shared.NeighbourIsUndisturbedAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public async Task KeyOfAnotherLength_Is100(int length)
    {
        using var peer = await RawPeer.DialAsync(Server);
        await peer.SendFrameAsync(RawPeer.KeyPacket(Enumerable.Repeat((byte)7, length).ToArray()));

        await peer.RefusedInPlaintextAsync(100);
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    public async Task LowOrderPoint_Is100(string hex)
    {
        using var peer = await RawPeer.DialAsync(Server);
        await peer.SendFrameAsync(RawPeer.KeyPacket(Convert.FromHexString(hex)));

        await peer.RefusedInPlaintextAsync(100);
        await shared.Log.LineAsync(peer.From.ToString(), "(error 100)");
    }

    public static TheoryData<string, byte[]> NotPackets => new()
    {
        { "text", "hello"u8.ToArray() },
        { "a comment", Encoding.UTF8.GetBytes("{\"data\":{\"publicKey\":\"" + Key + "\"}/**/}") },
        { "a trailing comma", Encoding.UTF8.GetBytes("{\"data\":{\"publicKey\":\"" + Key + "\",}}") },
        { "two texts", Encoding.UTF8.GetBytes("{\"data\":{\"publicKey\":\"" + Key + "\"}} {}") },
        { "a byte-order mark", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("{\"data\":{\"publicKey\":\"" + Key + "\"}}")] },
        { "depth 17", Encoding.UTF8.GetBytes("{\"data\":{\"publicKey\":\"" + Key + "\",\"x\":" + new string('[', 15) + new string(']', 15) + "}}") },
        { "a name twice", Encoding.UTF8.GetBytes("{\"data\":{\"publicKey\":\"" + Key + "\",\"publicKey\":\"" + Key + "\"}}") },
        { "a name twice, once escaped", Encoding.UTF8.GetBytes("{\"data\":{\"publicKey\":\"" + Key + "\",\"\\u0070ublicKey\":\"" + Key + "\"}}") },
        { "invalid UTF-8", [.. Encoding.UTF8.GetBytes("{\"data\":{\"publicKey\":\"" + Key + "\",\"x\":\""), 0xC3, 0x28, .. "\"}}"u8] },
        { "a lone surrogate", Encoding.UTF8.GetBytes("{\"data\":{\"publicKey\":\"" + Key + "\",\"x\":\"\\ud800\"}}") },
    };

    [Theory]
    [MemberData(nameof(NotPackets))]
    public async Task NotAPacket_Is200(string what, byte[] packet)
    {
        using var peer = await RawPeer.DialAsync(Server);
        await peer.SendFrameAsync(packet);

        await peer.RefusedInPlaintextAsync(200);
        await shared.Log.LineAsync(peer.From.ToString(), "(error 200)");
        Assert.NotEmpty(what);
        await shared.NeighbourIsUndisturbedAsync();
    }

    [Theory]
    [InlineData(FrameDialect.BE16)]
    [InlineData(FrameDialect.LE16)]
    public async Task LengthZero_Is200InBE16(FrameDialect dialect)
    {
        using var peer = await RawPeer.DialAsync(Server, FrameDialect.BE16);
        await peer.SendBytesAsync(new byte[dialect.HeaderSize()]);

        await peer.RefusedInPlaintextAsync(200);
        await shared.Log.LineAsync(peer.From.ToString(), "LENGTH 0", "(error 200)");
    }

    [Theory]
    [InlineData(FrameDialect.BE16)]
    [InlineData(FrameDialect.LE16)]
    [InlineData(FrameDialect.BE4)]
    [InlineData(FrameDialect.LE4)]
    public async Task Length8193_Is201InItsDialect_BeforeItsBody(FrameDialect dialect)
    {
        using var peer = await RawPeer.DialAsync(Server, dialect);
        await peer.SendHeaderAsync(8_193);
        await peer.SendBytesAsync(dialect.HeaderSize() == 4 ? "{"u8.ToArray() : new byte[1]);

        await peer.RefusedInPlaintextAsync(201);
        await shared.Log.LineAsync(peer.From.ToString(), "over the limit", "(error 201)");
    }

    [Theory]
    [InlineData(FrameDialect.BE16)]
    [InlineData(FrameDialect.LE16)]
    [InlineData(FrameDialect.BE4)]
    [InlineData(FrameDialect.LE4)]
    public async Task FirstPacketOf8192_IsTaken(FrameDialect dialect)
    {
        using var peer = await RawPeer.DialAsync(Server, dialect);
        var packet = RawPeer.KeyPacket(Convert.FromBase64String(Key));
        await peer.SendFrameAsync(packet[..^1] + new string(' ', 8_192 - packet.Length) + "}");

        Assert.Contains("publicKey", Encoding.UTF8.GetString((await peer.ReadFrameAsync())!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("16030100c8010000c40303")] // a TLS hello
    [InlineData("474554202f20485454502f312e310d0a0d0a")] // GET / HTTP/1.1
    [InlineData("5353482d322e302d4f70656e5353485f392e320d0a")] // SSH-2.0-…
    [InlineData("ffffffff00000000000000000000000000000000")] // LENGTH FFFFFFFF
    public async Task AnotherProtocol_IsClosedWithoutAByte(string hex)
    {
        using var peer = await RawPeer.DialAsync(Server);
        await peer.SendBytesAsync(Convert.FromHexString(hex));

        await peer.ClosedAsync();
        await shared.Log.LineAsync(peer.From.ToString(), "not this protocol");
        await shared.NeighbourIsUndisturbedAsync();
    }

    [Fact]
    public async Task StreamThatEndsAnywhereInTheFirstFrame_IsForgotten()
    {
        var whole = Encoding.UTF8.GetBytes(RawPeer.KeyPacket(Convert.FromBase64String(Key)));
        byte[] frame = [0, 0, 0, (byte)whole.Length, .. new byte[12], .. whole];
        foreach (var length in Enumerable.Range(0, frame.Length))
        {
            using var peer = await RawPeer.DialAsync(Server);
            await peer.SendBytesAsync(frame.AsMemory(0, length));
            peer.SayNoMore();
            await peer.ClosedAsync();
            await shared.Log.LineAsync($"{peer.From} went away");
        }

        await shared.NeighbourIsUndisturbedAsync();
    }

    [Fact]
    public async Task Error_IsNotAnswered()
    {
        using var peer = await RawPeer.DialAsync(Server);
        await peer.SendFrameAsync("""{"error":{"code":100},"data":{}}""");

        await peer.ClosedAsync();
        await shared.Log.LineAsync(peer.From.ToString(), "opened with error 100");
    }

    [Fact]
    public async Task UnknownMembers_AreIgnored()
    {
        using var peer = await RawPeer.DialAsync(Server);
        await peer.SendFrameAsync("{\"hello\":[1],\"data\":{\"\":{},\"holder\":{\"holder2\":1},\"publicKey\":\"" + Key + "\",\"extensions\":[\"telepathy\"]}}");

        Assert.DoesNotContain("extensions", Encoding.UTF8.GetString((await peer.ReadFrameAsync())!), StringComparison.Ordinal);
    }
}
