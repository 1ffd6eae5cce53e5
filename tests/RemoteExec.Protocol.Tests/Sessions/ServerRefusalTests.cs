using System.Text;
using Microsoft.Extensions.Time.Testing;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Protocol.Tests.Framing;
using RemoteExec.Protocol.Tests.Vectors;

namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>The rows of docs/protocol.md §6 and §11 on which a server refuses, each in every dialect where it can happen.</summary>
public class ServerRefusalTests
{
    private const string Ping = "\"ping\"";

    public static TheoryData<FrameDialect> Dialects => Frames.Dialects;

    public static TheoryData<string> LowOrder => [.. LowOrderPoints.All];

    public static TheoryData<string, int> FirstPackets
    {
        get
        {
            var key = Convert.ToBase64String(NaClVectors.AlicePublicKey);
            return new TheoryData<string, int>
            {
                // JSON, but no usable key.
                { "{\"data\":{}}", 100 },
                { "{}", 100 },
                { "{\"data\":{\"publicKey\":null}}", 100 },
                { "{\"data\":{\"publicKey\":5}}", 100 },
                { "{\"data\":{\"publicKey\":\"\"}}", 100 },
                { "{\"data\":{\"publicKey\":\"" + key[..^1] + "\"}}", 100 },
                { "{\"data\":{\"publicKey\":\"" + key.Replace('+', '-').Replace('/', '_') + "\"}}", 100 },
                { "{\"data\":{\"publicKey\":\" " + key + "\"}}", 100 },
                { "{\"data\":{\"publicKey\":\"" + key[..42] + "\\n" + key[42..] + "\"}}", 100 },
                { "{\"data\":{\"publicKey\":\"" + key[..42] + "p=\"}}", 100 },
                { "{\"data\":{\"publicKey\":\"" + Convert.ToBase64String(new byte[31]) + "\"}}", 100 },
                { "{\"data\":{\"publicKey\":\"" + Convert.ToBase64String(new byte[33]) + "\"}}", 100 },
                { "{\"data\":{\"publicKey\":\"" + Convert.ToHexString(NaClVectors.AlicePublicKey) + "\"}}", 100 },
                { "{\"data\":{\"key\":\"" + key + "\"}}", 100 },
                { "{\"data\":{\"authenticate\":{\"password\":\"topsecret\"}}}", 100 },
                { "{\"data\":{\"execute\":7}}", 100 },
                // Not JSON, or none that passes the strict check.
                { "{\"data\":{\"publicKey\":\"" + key + "\"}", 200 },
                { "{\"data\":{\"publicKey\":\"" + key + "\"},}", 200 },
                { "{\"data\":{\"publicKey\":\"" + key + "\",\"publicKey\":\"" + key + "\"}}", 200 },
                { "{\"data\":{\"publicKey\":\"" + key + "\",\"holder\":\"\\ud800\"}}", 200 },
                { "{\"data\":{\"publicKey\":\"" + key + "\",\"holder\":" + new string('[', 15) + new string(']', 15) + "}}", 200 },
                { "{ hello", 200 },
            };
        }
    }

    [Theory]
    [MemberData(nameof(FirstPackets))]
    public async Task FirstPacket_WithoutAUsableKey_IsAnsweredInPlaintextAndItsDialect(string packet, int code)
    {
        foreach (var dialect in Enum.GetValues<FrameDialect>())
        {
            var (peer, serving, doorkeeper) = Start(dialect);
            await peer.SendFrameAsync(packet);

            Assert.Equal(Error(code), await peer.ReceivePlainAsync());
            Assert.Null(await peer.ReceivePlainAsync());
            await AssertRefusedAsync(serving, code, told: true);
            Assert.Empty(doorkeeper.Asked);
        }
    }

    [Theory]
    [MemberData(nameof(LowOrder))]
    public async Task FirstPacket_PointOfLowOrder_Is100(string point)
    {
        var (peer, serving, _) = Start();
        await peer.SendFrameAsync("{\"data\":{\"publicKey\":\"" + Convert.ToBase64String(Convert.FromHexString(point)) + "\"}}");

        Assert.Equal(Error(100), await peer.ReceivePlainAsync());
        await AssertRefusedAsync(serving, 100, told: true);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task FirstFrame_LengthOverTheLimit_Is201BeforeItsBody(FrameDialect dialect)
    {
        var (peer, serving, _) = Start(dialect);
        await peer.SendBytesAsync(Frames.Header(dialect, 8_193));
        if (dialect.HeaderSize() == 4)
        {
            await peer.SendBytesAsync("{"u8.ToArray());
        }

        Assert.Equal(Error(201), await peer.ReceivePlainAsync());
        await AssertRefusedAsync(serving, 201, told: true);
    }

    [Fact]
    public async Task FirstFrame_LengthZero_Is200InBE16()
    {
        var (peer, serving, _) = Start();
        await peer.SendBytesAsync(new byte[4]);

        Assert.Equal(Error(200), await peer.ReceivePlainAsync());
        await AssertRefusedAsync(serving, 200, told: true);
    }

    [Theory]
    [InlineData("160301020001000001fc0303")]
    [InlineData("474554202f20485454502f312e310d0a")]
    [InlineData("5353482d322e302d4f70656e535348")]
    [InlineData("ffffffff00")]
    [InlineData("7b2264617461223a7b7d7d")]
    public async Task FirstBytes_OfSomethingElse_AreClosedWithoutAByte(string hex)
    {
        var (peer, serving, _) = Start();
        await peer.SendBytesAsync(Convert.FromHexString(hex));

        Assert.Null(await peer.ReceivePlainAsync());
        await AssertRefusedAsync(serving, 0, told: false);
    }

    [Fact]
    public async Task FirstPacket_Error_IsNeverAnsweredWithAnError()
    {
        var (peer, serving, _) = Start();
        await peer.SendFrameAsync(Error(100));

        Assert.Null(await peer.ReceivePlainAsync());
        await AssertRefusedAsync(serving, 100, told: false);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task FirstPacket_AddressOutsideThePool_Is101InItsDialect(FrameDialect dialect)
    {
        var (peer, serving, doorkeeper) = Start(dialect, new ServerHandshakeOptions { AddressAllowed = false });
        await peer.SendFrameAsync(peer.KeyPacket());

        Assert.Equal(Error(101), await peer.ReceivePlainAsync());
        Assert.Null(await peer.ReceivePlainAsync());
        await AssertRefusedAsync(serving, 101, told: true);
        Assert.Empty(doorkeeper.Asked);
    }

    [Fact]
    public async Task FirstBytes_OfSomethingElseFromOutsideThePool_AreClosedWithoutAByte()
    {
        var (peer, serving, _) = Start(options: new ServerHandshakeOptions { AddressAllowed = false });
        await peer.SendBytesAsync("GET / HTTP/1.1\r\n"u8.ToArray());

        Assert.Null(await peer.ReceivePlainAsync());
        await AssertRefusedAsync(serving, 0, told: false);
    }

    public static TheoryData<string> WrongPasswords => new(
        "{\"data\":{\"authenticate\":{\"password\":\"wrong\"}}}",
        "{\"data\":{\"authenticate\":\"wrong\"}}",
        "{\"data\":{\"authenticate\":{\"password\":\"\"}}}",
        "{\"data\":{\"authenticate\":{\"password\":null}}}",
        "{\"data\":{\"authenticate\":{\"password\":12}}}",
        "{\"data\":{\"authenticate\":{\"password\":[\"topsecret\"]}}}",
        "{\"data\":{\"authenticate\":{\"password\":\"" + new string('x', 1_025) + "\"}}}",
        "{\"data\":{\"authenticate\":{}}}",
        "{\"data\":{\"authenticate\":null}}",
        "{\"data\":{\"authenticate\":[]}}",
        "{\"data\":{\"authenticate\":5}}",
        "{\"data\":{\"authenticate\":\"\"}}");

    [Theory]
    [MemberData(nameof(WrongPasswords))]
    public async Task Authenticate_AnythingButThePassword_Is102(string packet)
    {
        foreach (var dialect in Enum.GetValues<FrameDialect>())
        {
            var (peer, serving, doorkeeper) = Start(dialect);
            await peer.MeetServerAsync();
            await peer.SendAsync(packet);

            Assert.Equal(Error(102), await peer.ReceiveAsync());
            Assert.Null(await peer.ReceiveAsync());
            await AssertRefusedAsync(serving, 102, told: true);
            Assert.Single(doorkeeper.Asked);
        }
    }

    // One try per connection, in whatever the second one comes.
    [Fact]
    public async Task Authenticate_AgainAfterAWrongPassword_IsNotHeard()
    {
        var (peer, serving, doorkeeper) = Start();
        await peer.MeetServerAsync();
        byte[] both =
        [
            .. Frames.Frame(peer.Dialect, peer.Seal("{\"data\":{\"authenticate\":\"wrong\"}}")),
            .. Frames.Frame(peer.Dialect, peer.Seal("{\"data\":{\"authenticate\":\"topsecret\"}}")),
        ];
        await peer.SendBytesAsync(both);

        Assert.Equal(Error(102), await peer.ReceiveAsync());
        Assert.Null(await peer.ReceiveAsync());
        await AssertRefusedAsync(serving, 102, told: true);
        Assert.Single(doorkeeper.Asked);
    }

    [Theory]
    [InlineData(AuthenticationVerdict.IdentityRefused, "", 102)]
    [InlineData(AuthenticationVerdict.IdentityRefused, Ping, 104)]
    [InlineData(AuthenticationVerdict.RateLimited, "", 102)]
    [InlineData(AuthenticationVerdict.RateLimited, Ping, 105)]
    [InlineData(AuthenticationVerdict.WrongPassword, Ping, 102)]
    public async Task Authenticate_Refused_ToldAsMuchAsThePeerUnderstands(AuthenticationVerdict verdict, string extensions, int told)
    {
        var (peer, serving, _) = Start(doorkeeper: new Doorkeeper { Always = verdict });
        await peer.MeetServerAsync(extensions);
        await peer.SendAsync("{\"data\":{\"authenticate\":\"topsecret\"}}");

        Assert.Equal(Error(told), await peer.ReceiveAsync());
        Assert.True((await serving.Soon()).WasTold);
    }

    [Theory]
    [InlineData("{\"data\":{\"executed\":[]}}")]
    [InlineData("{\"data\":{\"processStatus\":[]}}")]
    [InlineData("{\"data\":{\"execute\":[]}}")]
    [InlineData("{\"data\":{\"publicKey\":\"hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=\"}}")]
    [InlineData("{\"data\":{\"executed\":[],\"authenticate\":\"topsecret\"}}")]
    public async Task AnotherKey_BeforeAuthentication_Is103AndForAPlainPeerSilence(string packet)
    {
        var (peer, serving, doorkeeper) = Start();
        await peer.MeetServerAsync(Ping);
        await peer.SendAsync(packet);
        Assert.Equal(Error(103), await peer.ReceiveAsync());
        Assert.Null(await peer.ReceiveAsync());
        await AssertRefusedAsync(serving, 103, told: true);

        (peer, serving, _) = Start(doorkeeper: doorkeeper);
        await peer.MeetServerAsync();
        await peer.SendAsync(packet);
        Assert.Null(await peer.ReceiveAsync());
        await AssertRefusedAsync(serving, 103, told: false);
        Assert.Empty(doorkeeper.Asked);
    }

    // A key of an extension that was not agreed on is like an unknown one.
    [Theory]
    [InlineData("{\"data\":{}}")]
    [InlineData("{\"data\":{\"teleport\":1,\"\":2,\"holder\":3}}")]
    [InlineData("{\"data\":{\"ping\":{\"t0\":1}}}")]
    [InlineData("{\"data\":{\"setup\":{\"name\":\"x\"}}}")]
    [InlineData("{\"data\":{\"snapshot\":{\"complete\":true,\"highestId\":0}}}")]
    public async Task UnknownKey_BeforeAuthentication_IsIgnored(string packet)
    {
        var (peer, serving, _) = Start();
        await peer.MeetServerAsync();
        await peer.SendAsync(packet);
        await peer.SendAsync("{\"data\":{\"authenticate\":\"topsecret\"}}");

        using var channel = (await serving.Soon()).Channel;
        Assert.NotNull(channel);
    }

    [Fact]
    public async Task Authenticate_WithAnotherKeyBehindIt_HandsThatOn()
    {
        var (peer, serving, _) = Start();
        await peer.MeetServerAsync();
        await peer.SendAsync("{\"data\":{\"authenticate\":\"topsecret\",\"holder\":1,\"executed\":[],\"processStatus\":[]}}");
        await peer.SendAsync("{\"data\":{\"executed\":[{\"id\":1,\"started\":true}]}}");

        using var channel = (await serving.Soon()).Channel!;
        var rest = await channel.ReadAsync().AsTask().Soon();
        var next = await channel.ReadAsync().AsTask().Soon();

        Assert.Equal([typeof(ExecutedMessage), typeof(ProcessStatusMessage)], rest.Packet!.Messages.Select(message => message.GetType()));
        Assert.Single(Assert.IsType<ExecutedMessage>(next.Packet!.Single).Entries);
    }

    [Fact]
    public async Task Error_BeforeAuthentication_ClosesAndIsNeverAnswered()
    {
        var (peer, serving, _) = Start();
        await peer.MeetServerAsync(Ping);
        await peer.SendAsync("{\"error\":{\"code\":104},\"data\":{\"authenticate\":\"topsecret\"}}");

        Assert.Null(await peer.ReceiveAsync());
        await AssertRefusedAsync(serving, 104, told: false);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"data\":{\"authenticate\":\"topsecret\"},}")]
    [InlineData("{\"data\":{\"executed\":5}}")]
    [InlineData("\0")]
    public async Task NotAPacket_BeforeAuthentication_Is200(string text)
    {
        var (peer, serving, doorkeeper) = Start();
        await peer.MeetServerAsync();
        await peer.SendAsync(text);

        Assert.Equal(Error(200), await peer.ReceiveAsync());
        await AssertRefusedAsync(serving, 200, told: true);
        Assert.Empty(doorkeeper.Asked);
    }

    public static TheoryData<FrameDialect, string> WhatDoesNotOpen
    {
        get
        {
            var data = new TheoryData<FrameDialect, string>();
            foreach (var dialect in Enum.GetValues<FrameDialect>())
            {
                foreach (var what in new[] { "plaintext", "flipped", "truncated", "zeros", "another key", "not base64", "too short" })
                {
                    data.Add(dialect, what);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WhatDoesNotOpen))]
    public async Task Packet_ThatDoesNotOpen_Is110(FrameDialect dialect, string what)
    {
        var (peer, serving, doorkeeper) = Start(dialect);
        await peer.MeetServerAsync();
        var genuine = peer.Seal("{\"data\":{\"authenticate\":\"topsecret\"}}");
        await peer.SendFrameAsync(what switch
        {
            "plaintext" => "{\"data\":{\"authenticate\":\"topsecret\"}}"u8.ToArray(),
            "flipped" => Flip(genuine),
            "truncated" => genuine[..^4],
            "zeros" => Encoding.ASCII.GetBytes(Convert.ToBase64String(new byte[60])),
            "another key" => SealedByAStranger(),
            "not base64" => [.. genuine[..^1], (byte)'!'],
            _ => "AAAA"u8.ToArray(),
        });

        Assert.Equal(Error(110), await peer.ReceiveAsync());
        Assert.Null(await peer.ReceiveAsync());
        await AssertRefusedAsync(serving, 110, told: true);
        Assert.Empty(doorkeeper.Asked);
    }

    [Theory]
    [InlineData(0u, 200)]
    [InlineData(8_193u, 201)]
    [InlineData(131_072u, 201)]
    [InlineData(0xFFFF_FFFFu, 201)]
    public async Task Length_WrongBeforeAuthentication_IsAnsweredEncrypted(uint length, int code)
    {
        foreach (var dialect in Enum.GetValues<FrameDialect>())
        {
            var (peer, serving, _) = Start(dialect);
            await peer.MeetServerAsync();
            await peer.SendBytesAsync(Frames.Header(dialect, length));

            Assert.Equal(Error(code), await peer.ReceiveAsync());
            await AssertRefusedAsync(serving, code, told: true);
        }
    }

    [Fact]
    public async Task Run_ServerStops_IsCancelled()
    {
        using var stop = new CancellationTokenSource();
        var cable = new Cable();
        var serving = ServerHandshake.RunAsync(cable.Server, Meeting.Server, new Doorkeeper(), new FakeTimeProvider(), stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving.Soon());
    }

    private static string Error(int code) => "{\"error\":{\"code\":" + code + "}}";

    private static byte[] Flip(byte[] data)
    {
        data[60] = data[60] == (byte)'A' ? (byte)'B' : (byte)'A';
        return data;
    }

    private static byte[] SealedByAStranger()
    {
        using var one = BoxKeyPair.Generate();
        using var other = BoxKeyPair.Generate();
        using var key = one.Agree(other.PublicKey)!;
        var text = "{\"data\":{\"authenticate\":\"topsecret\"}}"u8;
        var data = new byte[BoxSealer.SealedLength(text.Length)];
        BoxSealer.Create(key).Seal(text, data);
        return data;
    }

    private static (Peer Peer, Task<ServerHandshakeOutcome> Serving, Doorkeeper Doorkeeper) Start(
        FrameDialect dialect = FrameDialect.BE16, ServerHandshakeOptions? options = null, Doorkeeper? doorkeeper = null)
    {
        var cable = new Cable();
        doorkeeper ??= new Doorkeeper();
        return (new Peer(cable.Client, dialect), Meeting.ServeAsync(cable.Server, options, doorkeeper), doorkeeper);
    }

    private static async Task AssertRefusedAsync(Task<ServerHandshakeOutcome> serving, int code, bool told)
    {
        var outcome = await serving.Soon();
        Assert.Null(outcome.Channel);
        Assert.Null(outcome.Client);
        Assert.Equal((WireErrorCode)code, outcome.Fault!.Value.Code);
        Assert.NotEmpty(outcome.Fault.Value.Detail);
        Assert.Equal(told, outcome.WasTold);
    }
}
