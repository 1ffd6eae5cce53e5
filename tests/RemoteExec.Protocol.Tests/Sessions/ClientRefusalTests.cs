using System.Text;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Protocol.Tests.Framing;
using RemoteExec.Protocol.Tests.Vectors;

namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>The client's rows of docs/protocol.md §11, against a server that is not ours.</summary>
public class ClientRefusalTests
{
    private const string Identity = "\"identity\"";

    public static TheoryData<string> LowOrder => [.. LowOrderPoints.All];

    public static TheoryData<FrameDialect> Dialects => Frames.Dialects;

    [Theory]
    [InlineData("{\"data\":{}}")]
    [InlineData("{\"data\":{\"publicKey\":7}}")]
    [InlineData("{\"data\":{\"publicKey\":\"AAAA\"}}")]
    [InlineData("{\"data\":{\"executed\":[]}}")]
    public async Task Key_Unusable_Is100AndClose(string packet)
    {
        foreach (var dialect in Enum.GetValues<FrameDialect>())
        {
            var (peer, dialling) = Dial(Meeting.Plain(dialect));
            await peer.ReceiveFrameAsync();
            await peer.SendFrameAsync(packet);

            await AssertTold100Async(peer, dialling);
        }
    }

    [Theory]
    [MemberData(nameof(LowOrder))]
    public async Task Key_OfLowOrder_Is100AndClose(string point)
    {
        var (peer, dialling) = Dial(Meeting.Pinned);
        await peer.ReceiveFrameAsync();
        await peer.SendFrameAsync("{\"data\":{\"publicKey\":\"" + Convert.ToBase64String(Convert.FromHexString(point)) + "\"}}");

        await AssertTold100Async(peer, dialling);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Key_OurOwnEchoed_Is100AndClose(FrameDialect dialect)
    {
        var (peer, dialling) = Dial(Meeting.Plain(dialect));
        await peer.SendFrameAsync((await peer.ReceiveFrameAsync())!);

        await AssertTold100Async(peer, dialling);
    }

    [Theory]
    [InlineData(101)]
    [InlineData(100)]
    [InlineData(777)]
    public async Task Error_InPlaceOfTheKey_EndsWithItsCode(int code)
    {
        var (peer, dialling) = Dial(Meeting.Pinned);
        await peer.ReceiveFrameAsync();
        await peer.SendFrameAsync("{\"error\":{\"code\":" + code + "}}");

        Assert.Null(await peer.ReceivePlainAsync());
        await AssertEndAsync(dialling, ClientHandshakeEnd.ServerError, (WireErrorCode)code, told: false);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{\"data\":{},}")]
    [InlineData("{\"data\":[]}")]
    public async Task NoPacket_InPlaceOfTheKey_IsNotOurs(string text)
    {
        var (peer, dialling) = Dial(Meeting.Pinned);
        await peer.ReceiveFrameAsync();
        await peer.SendFrameAsync(text);

        await AssertEndAsync(dialling, ClientHandshakeEnd.NotOurs, told: false);
    }

    [Theory]
    [InlineData("5353482d322e302d4f70656e5353485f392e320d0a")]
    [InlineData("485454502f312e31203430302042616420526571")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("00002001000000000000000000000000")]
    public async Task SomethingElse_InPlaceOfTheKey_IsNotOurs(string hex)
    {
        var (peer, dialling) = Dial(Meeting.Pinned);
        await peer.ReceiveFrameAsync();
        await peer.SendBytesAsync(Convert.FromHexString(hex));

        await AssertEndAsync(dialling, ClientHandshakeEnd.NotOurs, told: false);
    }

    [Fact]
    public async Task Close_BeforeAndAfterTheKey_AreToldApart()
    {
        var (peer, dialling) = Dial(Meeting.Pinned);
        await peer.ReceiveFrameAsync();
        peer.Finish();
        await AssertEndAsync(dialling, ClientHandshakeEnd.NoKey, told: false);

        (peer, dialling) = Dial(Meeting.Pinned);
        await peer.MeetClientAsync(Identity);
        peer.Finish();
        await AssertEndAsync(dialling, ClientHandshakeEnd.LostDuringHandshake, told: false);
    }

    public static TheoryData<string> WrongIdentities => new(
        "signature of another", "signature for another connection", "signature that is none", "key that is none", "another key than the pinned");

    [Theory]
    [MemberData(nameof(WrongIdentities))]
    public async Task Identity_Wrong_Is104BeforeAnyCredential(string what)
    {
        var (peer, dialling) = Dial(Meeting.Pinned);
        await peer.MeetClientAsync(Identity);
        using var other = SigningKey.FromSeed(new byte[32]);
        await peer.SendAsync(what switch
        {
            "signature of another" => IdentityOf(Meeting.ServerIdentity, Sign(other, peer.Transcript())),
            "signature for another connection" => IdentityOf(Meeting.ServerIdentity, Sign(Meeting.ServerIdentity, new byte[32])),
            "signature that is none" => IdentityOf(Meeting.ServerIdentity, "AAAA"),
            "key that is none" => "{\"data\":{\"identity\":{\"key\":null,\"signature\":\"" + Sign(Meeting.ServerIdentity, peer.Transcript()) + "\"}}}",
            _ => IdentityOf(other, Sign(other, peer.Transcript())),
        });

        Assert.Equal("{\"error\":{\"code\":104}}", await peer.ReceiveAsync());
        Assert.Null(await peer.ReceiveAsync());
        await AssertEndAsync(dialling, ClientHandshakeEnd.WrongIdentity, told: true);
    }

    [Fact]
    public async Task Identity_NotAgreedOn_IsNotWaitedForAndNothingIsShown()
    {
        var (peer, dialling) = Dial(Meeting.Pinned);
        await peer.MeetClientAsync("\"kill\"");

        Assert.Equal("{\"error\":{\"code\":104}}", await peer.ReceiveAsync());
        Assert.Null(await peer.ReceiveAsync());
        await AssertEndAsync(dialling, ClientHandshakeEnd.NoIdentity, told: true);
    }

    [Fact]
    public async Task Identity_Right_IsAnsweredWithAProofForThisServerAndConnection()
    {
        var (peer, dialling) = Dial(Meeting.Pinned);
        await peer.MeetClientAsync(Identity);
        await peer.SendAsync(IdentityOf(Meeting.ServerIdentity, Sign(Meeting.ServerIdentity, peer.Transcript())));

        var message = Messages.Packets.Read<AuthenticateMessage>((await peer.ReceiveAsync())!);
        Assert.Equal(KeyEncoding.Encode(Meeting.AgentIdentity.PublicKey), message.Key);
        Assert.True(IdentityProof.VerifyAgent(
            Meeting.AgentIdentity.PublicKey, peer.Transcript(), Meeting.ServerIdentity.PublicKey, Convert.FromBase64String(message.Signature!)));
        Assert.Equal(Doorkeeper.Password, message.Password);
        Assert.Null(message.Token);

        await peer.SendAsync("{\"data\":{\"authVerification\":{\"accepted\":true,\"accapted\":true,\"message\":\"\"},\"ack\":{\"seq\":3}}}");
        using var channel = (await dialling.Soon()).Channel!;
        Assert.Equal(3, Assert.IsType<AckMessage>((await channel.ReadAsync().AsTask().Soon()).Packet!.Single).Seq);
    }

    [Fact]
    public async Task Extensions_NotOffered_AreNotUsedWhateverTheServerSays()
    {
        var (peer, dialling) = Dial(new ClientHandshakeOptions { Offer = WireExtensions.Ping, PlainAllowed = true, Password = "x" });
        await peer.MeetClientAsync("\"identity\",\"kill\",\"ping\"");
        await peer.ReceiveAsync();
        await peer.SendAsync("{\"data\":{\"authVerification\":{\"accepted\":true}}}");

        using var channel = (await dialling.Soon()).Channel!;
        Assert.Equal(WireExtensions.Ping, channel.Extensions);
    }

    [Theory]
    [InlineData("{\"data\":{\"authVerification\":{\"accepted\":false,\"message\":\"no\"}}}", WireErrorCode.WrongPassword)]
    [InlineData("{\"data\":{\"authVerification\":{}}}", WireErrorCode.WrongPassword)]
    [InlineData("{\"error\":{\"code\":102}}", WireErrorCode.WrongPassword)]
    [InlineData("{\"error\":{\"code\":105}}", WireErrorCode.RateLimited)]
    [InlineData("{\"error\":{}}", WireErrorCode.None)]
    public async Task Verification_NotAccepted_EndsWithItsCode(string packet, WireErrorCode code)
    {
        var (peer, dialling) = await AwaitingVerificationAsync();
        await peer.SendAsync(packet);

        Assert.Null(await peer.ReceiveAsync());
        await AssertEndAsync(dialling, ClientHandshakeEnd.ServerError, code, told: false);
    }

    [Theory]
    [InlineData("accepted")]
    [InlineData("accapted")]
    public async Task Verification_OfALegacyServer_IsReadInEitherSpelling(string spelling)
    {
        var (peer, dialling) = Dial(Meeting.Plain(FrameDialect.LE4));
        await peer.MeetClientAsync();
        Assert.Equal("{\"data\":{\"authenticate\":\"topsecret\"}}", await peer.ReceiveAsync());
        await peer.SendAsync("{\"data\":{\"authVerification\":{\"" + spelling + "\":true,\"message\":\"\"},\"execute\":{\"executables\":[]}}}");

        using var channel = (await dialling.Soon()).Channel!;
        Assert.IsType<ExecuteMessage>((await channel.ReadAsync().AsTask().Soon()).Packet!.Single);
    }

    [Fact]
    public async Task Verification_AfterPacketsThatSayNothing_IsStillWaitedFor()
    {
        var (peer, dialling) = await AwaitingVerificationAsync();
        await peer.SendAsync("{\"data\":{\"holder\":{}}}");
        await peer.SendAsync("{\"data\":{\"authVerification\":{\"accepted\":true}}}");

        using var channel = (await dialling.Soon()).Channel;
        Assert.NotNull(channel);
    }

    [Theory]
    [InlineData("plaintext", 110)]
    [InlineData("flipped", 110)]
    [InlineData("reflected", 110)]
    [InlineData("not a packet", 200)]
    [InlineData("too large", 201)]
    public async Task Packet_Wrong_IsToldAndCloses(string what, int code)
    {
        var (peer, dialling) = await AwaitingVerificationAsync();
        var genuine = peer.Seal("{\"data\":{\"authVerification\":{\"accepted\":true}}}");
        await (what switch
        {
            "plaintext" => peer.SendFrameAsync("{\"data\":{\"authVerification\":{\"accepted\":true}}}"),
            "flipped" => peer.SendFrameAsync([.. genuine[..60], (byte)(genuine[60] == 'A' ? 'B' : 'A'), .. genuine[61..]]),
            "reflected" => peer.SendFrameAsync(peer.LastFrame),
            "not a packet" => peer.SendAsync("[]"),
            _ => peer.SendBytesAsync(Frames.Header(peer.Dialect, 8_193)),
        });

        Assert.Equal("{\"error\":{\"code\":" + code + "}}", await peer.ReceiveAsync());
        Assert.Null(await peer.ReceiveAsync());
        await AssertEndAsync(dialling, ClientHandshakeEnd.NotOurs, told: true);
    }

    [Fact]
    public async Task FirstPacket_OfAPlainClient_IsTheWorkedExample()
    {
        var (peer, _) = Dial(Meeting.Plain(FrameDialect.BE16));
        var packet = Encoding.ASCII.GetString((await peer.ReceiveFrameAsync())!);

        Assert.Equal(69, packet.Length);
        Assert.Matches("^\\{\"data\":\\{\"publicKey\":\"[A-Za-z0-9+/]{43}=\"\\}\\}$", packet);
    }

    [Fact]
    public async Task Credentials_OfAPlainClient_AreTheSeeds()
    {
        foreach (var (dialect, expected) in new[]
        {
            (FrameDialect.BE16, "{\"data\":{\"authenticate\":{\"password\":\"topsecret\"}}}"),
            (FrameDialect.LE16, "{\"data\":{\"authenticate\":{\"password\":\"topsecret\"}}}"),
            (FrameDialect.BE4, "{\"data\":{\"authenticate\":{\"password\":\"topsecret\"}}}"),
            (FrameDialect.LE4, "{\"data\":{\"authenticate\":\"topsecret\"}}"),
        })
        {
            var (peer, _) = Dial(Meeting.Plain(dialect));
            await peer.MeetClientAsync();

            Assert.Equal(expected, await peer.ReceiveAsync());
        }
    }

    private static (Peer Peer, Task<ClientHandshakeOutcome> Dialling) Dial(ClientHandshakeOptions options)
    {
        var cable = new Cable();
        return (new Peer(cable.Server, options.Dialect), Meeting.DialAsync(cable.Client, options));
    }

    private static async Task<(Peer Peer, Task<ClientHandshakeOutcome> Dialling)> AwaitingVerificationAsync()
    {
        var (peer, dialling) = Dial(new ClientHandshakeOptions { Offer = WireExtensions.Ping, PlainAllowed = true, Password = "x" });
        await peer.MeetClientAsync("\"ping\"");
        Assert.Equal("{\"data\":{\"authenticate\":{\"password\":\"x\"}}}", await peer.ReceiveAsync());
        return (peer, dialling);
    }

    private static async Task AssertTold100Async(Peer peer, Task<ClientHandshakeOutcome> dialling)
    {
        Assert.Equal("{\"error\":{\"code\":100}}", await peer.ReceivePlainAsync());
        Assert.Null(await peer.ReceivePlainAsync());
        await AssertEndAsync(dialling, ClientHandshakeEnd.NotOurs, told: true);
    }

    private static async Task AssertEndAsync(
        Task<ClientHandshakeOutcome> dialling, ClientHandshakeEnd end, WireErrorCode error = WireErrorCode.None, bool told = false)
    {
        var outcome = await dialling.Soon();
        Assert.Null(outcome.Channel);
        Assert.Equal(end, outcome.End);
        Assert.Equal(error, outcome.Error);
        Assert.Equal(told, outcome.ToldServer);
        Assert.NotEmpty(outcome.Detail);
    }

    private static string IdentityOf(SigningKey key, string signature) =>
        "{\"data\":{\"identity\":{\"key\":\"" + KeyEncoding.Encode(key.PublicKey) + "\",\"signature\":\"" + signature + "\"}}}";

    private static string Sign(SigningKey key, byte[] transcript)
    {
        var signature = new byte[SigningKey.SignatureLength];
        IdentityProof.SignAsServer(key, transcript, signature);
        return Convert.ToBase64String(signature);
    }
}
