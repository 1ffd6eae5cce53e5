using System.Text.Json;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>docs/protocol.md §9.1 from a client that is not ours.</summary>
public class ServerIdentityTests
{
    [Fact]
    public async Task Identity_Offered_IsTheFirstEncryptedPacketAndSignsBothPlaintextPackets()
    {
        var (peer, _) = await MeetAsync();

        using var identity = JsonDocument.Parse((await peer.ReceiveAsync())!);
        var message = identity.RootElement.GetProperty("data").GetProperty("identity");

        Assert.Equal(KeyEncoding.Encode(Meeting.ServerIdentity.PublicKey), message.GetProperty("key").GetString());
        Assert.True(IdentityProof.VerifyServer(
            Meeting.ServerIdentity.PublicKey, peer.Transcript(), Convert.FromBase64String(message.GetProperty("signature").GetString()!)));
    }

    [Theory]
    [InlineData(WireExtensions.All, "\"identity\"", "{\"data\":{\"publicKey\":\"KEY\",\"extensions\":[\"identity\"]}}")]
    [InlineData(WireExtensions.All, "\"supervise\",\"kill\",\"teleport\"", "{\"data\":{\"publicKey\":\"KEY\",\"extensions\":[\"kill\",\"supervise\"]}}")]
    [InlineData(WireExtensions.Kill, "\"identity\",\"ping\"", "{\"data\":{\"publicKey\":\"KEY\"}}")]
    [InlineData(WireExtensions.None, "\"kill\"", "{\"data\":{\"publicKey\":\"KEY\"}}")]
    public async Task Extensions_Offered_AreAnsweredWithWhatBothCan(WireExtensions offer, string asked, string expected)
    {
        var cable = new Cable();
        _ = Meeting.ServeAsync(cable.Server, new ServerHandshakeOptions { Identity = Meeting.ServerIdentity, Offer = offer });
        using var peer = new Peer(cable.Client);

        await peer.MeetServerAsync(asked);

        var answer = System.Text.Encoding.UTF8.GetString(peer.M2);
        var key = answer.Substring(answer.IndexOf("Key\":\"", StringComparison.Ordinal) + 6, 44);
        Assert.Equal(expected.Replace("KEY", key, StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task Extensions_IdentityWithoutAServerKey_IsNotOffered()
    {
        var cable = new Cable();
        _ = Meeting.ServeAsync(cable.Server, new ServerHandshakeOptions());
        using var peer = new Peer(cable.Client);

        await peer.MeetServerAsync("\"identity\",\"ping\"");

        Assert.EndsWith("\"extensions\":[\"ping\"]}}", System.Text.Encoding.UTF8.GetString(peer.M2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_WithAnIdentity_IsAnsweredAndLetIn()
    {
        var (peer, serving) = await MeetAsync();
        await peer.ReceiveAsync();
        await peer.SendAsync(Credentials(peer, ",\"password\":\"topsecret\""));

        Assert.Equal("{\"data\":{\"authVerification\":{\"accepted\":true,\"accapted\":true,\"message\":\"\"}}}", await peer.ReceiveAsync());
        Assert.Equal(Meeting.AgentIdentity.PublicKey.ToArray(), (await serving.Soon()).Client!.AgentKey);
    }

    public static TheoryData<string> WrongProofs => new(
        "bare password", "no key", "key of another", "signature of another connection", "signature for another server", "signature of 63 bytes",
        "token that cannot be read", "token mac of 31 bytes", "token mac of another", "key not canonical");

    [Theory]
    [MemberData(nameof(WrongProofs))]
    public async Task Authenticate_WithoutItsProof_Is104(string what)
    {
        var (peer, serving) = await MeetAsync();
        await peer.ReceiveAsync();
        using var other = SigningKey.FromSeed(new byte[32]);
        var key = KeyEncoding.Encode(Meeting.AgentIdentity.PublicKey);
        await peer.SendAsync(what switch
        {
            "bare password" => "{\"data\":{\"authenticate\":\"topsecret\"}}",
            "no key" => "{\"data\":{\"authenticate\":{\"password\":\"topsecret\"}}}",
            "key of another" => Json(KeyEncoding.Encode(other.PublicKey), Signature(peer.Transcript(), Meeting.ServerIdentity)),
            "signature of another connection" => Json(key, Signature(new byte[32], Meeting.ServerIdentity)),
            "signature for another server" => Json(key, Signature(peer.Transcript(), other)),
            "signature of 63 bytes" => Json(key, Convert.ToBase64String(new byte[63])),
            "token that cannot be read" => Credentials(peer, ",\"token\":7"),
            "token mac of 31 bytes" => Credentials(peer, ",\"token\":{\"id\":\"AAAA\",\"mac\":\"" + Convert.ToBase64String(new byte[31]) + "\"}"),
            "token mac of another" => Credentials(peer, ",\"token\":{\"id\":\"AAAA\",\"mac\":\"" + Convert.ToBase64String(new byte[32]) + "\"}"),
            _ => Json(key.Replace('=', ' ').TrimEnd(), Signature(peer.Transcript(), Meeting.ServerIdentity)),
        });

        Assert.Equal("{\"error\":{\"code\":104}}", await peer.ReceiveAsync());
        Assert.Null(await peer.ReceiveAsync());
        Assert.Null((await serving.Soon()).Channel);
    }

    [Fact]
    public async Task Token_Proved_IsLetIn()
    {
        var (peer, serving) = await MeetAsync();
        await peer.ReceiveAsync();
        var mac = new byte[32];
        IdentityProof.ComputeTokenMac(Doorkeeper.TokenSecret, peer.Transcript(), Meeting.ServerIdentity.PublicKey, Meeting.AgentIdentity.PublicKey, mac);
        await peer.SendAsync(Credentials(peer, ",\"token\":{\"id\":\"AAAA\",\"mac\":\"" + Convert.ToBase64String(mac) + "\"}"));

        Assert.NotNull((await serving.Soon()).Channel);
    }

    // Without identity agreed on, a key in authenticate proves nothing and is not looked at.
    [Fact]
    public async Task Authenticate_KeyWithoutIdentityAgreedOn_IsIgnored()
    {
        var cable = new Cable();
        var serving = Meeting.ServeAsync(cable.Server);
        using var peer = new Peer(cable.Client);
        await peer.MeetServerAsync();
        await peer.SendAsync("{\"data\":{\"authenticate\":{\"key\":\"x\",\"signature\":\"y\",\"token\":{\"id\":\"a\",\"mac\":\"b\"},\"password\":\"topsecret\"}}}");

        var client = (await serving.Soon()).Client!;
        Assert.Null(client.AgentKey);
        Assert.Null(client.TokenId);
        Assert.False(client.ProvesToken(new byte[32]));
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(ulong.MaxValue)]
    public async Task Nonce_DoesNotCountFromZero_Is110(ulong counter)
    {
        var (peer, serving) = await MeetAsync();
        await peer.ReceiveAsync();
        await peer.SendFrameAsync(SealAt(peer, counter, Credentials(peer, ",\"password\":\"topsecret\"")));

        Assert.Equal("{\"error\":{\"code\":110}}", await peer.ReceiveAsync());
        Assert.True((await serving.Soon()).WasTold);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(2UL)]
    public async Task Nonce_RepeatedOrSkippedAfterAuthentication_IsAFault(ulong counter)
    {
        var (peer, serving) = await MeetAsync();
        await peer.ReceiveAsync();
        await peer.SendFrameAsync(SealAt(peer, 0, Credentials(peer, ",\"password\":\"topsecret\"")));
        using var channel = (await serving.Soon()).Channel!;
        await peer.SendFrameAsync(SealAt(peer, counter, "{\"data\":{\"executed\":[]}}"));

        var read = await channel.ReadAsync().AsTask().Soon();

        Assert.Equal(ChannelReadKind.Fault, read.Kind);
        Assert.Equal(WireErrorCode.CouldNotDecrypt, read.Fault.Code);
    }

    [Fact]
    public async Task Packet_OfTheServerSentBack_Is110()
    {
        var (peer, serving) = await MeetAsync();
        await peer.SendFrameAsync((await peer.ReceiveFrameAsync())!);

        Assert.Equal("{\"error\":{\"code\":110}}", await peer.ReceiveAsync());
        Assert.Contains("reflection", (await serving.Soon()).Fault!.Value.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packet_SentTwice_IsAReplayForAnyPeer()
    {
        var cable = new Cable();
        var serving = Meeting.ServeAsync(cable.Server);
        using var peer = new Peer(cable.Client);
        await peer.MeetServerAsync();
        var authenticate = peer.Seal("{\"data\":{\"authenticate\":\"topsecret\"}}");
        await peer.SendFrameAsync(authenticate);
        using var channel = (await serving.Soon()).Channel!;
        await peer.SendFrameAsync(authenticate);

        Assert.Equal(WireErrorCode.CouldNotDecrypt, (await channel.ReadAsync().AsTask().Soon()).Fault.Code);
    }

    private static async Task<(Peer Peer, Task<ServerHandshakeOutcome> Serving)> MeetAsync()
    {
        var cable = new Cable();
        var serving = Meeting.ServeAsync(cable.Server);
        var peer = new Peer(cable.Client, FrameDialect.BE16);
        await peer.MeetServerAsync("\"identity\"");
        return (peer, serving);
    }

    private static string Credentials(Peer peer, string more) =>
        Json(KeyEncoding.Encode(Meeting.AgentIdentity.PublicKey), Signature(peer.Transcript(), Meeting.ServerIdentity), more);

    private static string Json(string key, string signature, string more = ",\"password\":\"topsecret\"") =>
        "{\"data\":{\"authenticate\":{\"key\":\"" + key + "\",\"signature\":\"" + signature + "\"" + more + "}}}";

    private static string Signature(byte[] transcript, SigningKey server)
    {
        var signature = new byte[SigningKey.SignatureLength];
        IdentityProof.SignAsAgent(Meeting.AgentIdentity, transcript, server.PublicKey, signature);
        return Convert.ToBase64String(signature);
    }

    private static byte[] SealAt(Peer peer, ulong counter, string json)
    {
        var nonce = new byte[24];
        nonce[0] = 0xAA;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(nonce.AsSpan(16), counter);
        var text = System.Text.Encoding.UTF8.GetBytes(json);
        var data = new byte[BoxSealer.SealedLength(text.Length)];
        BoxSealer.SealWithNonce(peer.Key, nonce, text, data);
        return data;
    }
}
