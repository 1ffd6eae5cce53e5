using RemoteExec.Interop.Tests.Driving;
using RemoteExec.Interop.Tests.Programs;

namespace RemoteExec.Interop.Tests;

/// <summary>Every error that a plain peer can bring about, as it sees it (docs/protocol.md §6).</summary>
public sealed class ErrorCodeTests(RealServer server)
{
    private const string Executed = """{"data":{"executed":[]}}""";

    public static TheoryData<string> Dialects { get; } = ["BE16", "LE16", "BE4", "LE4"];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task FirstPacketWithoutAKey_Is100InTheDialectOfThePeer(string dialect)
    {
        await using var peer = Peer.Create(server);
        await peer.DialAsync(dialect);

        await peer.DoAsync("data", new { text = """{"data":{"authenticate":{"password":"topsecret"}}}""" });

        await peer.ErrorAsync(100, encrypted: false);
        await peer.ClosedAsync();
    }

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTg==\"")] // 31 bytes
    [InlineData("\"hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmoB\"")] // 33 bytes
    [InlineData("\"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo=\"")] // of the alphabet for URLs
    [InlineData("\"hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo\"")] // without padding
    [InlineData("\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"")] // a low-order point
    public async Task UnusableKey_Is100(string key)
    {
        await using var peer = Peer.Create(server);
        await peer.DialAsync();

        await peer.DoAsync("data", new { text = "{\"data\":{\"publicKey\":" + key + "}}" });

        await peer.ErrorAsync(100, encrypted: false);
        await peer.ClosedAsync();
    }

    [Theory]
    [InlineData("00000000" + "000000000000000000000000", 200)] // LENGTH 0
    [InlineData("00002001" + "000000000000000000000000", 201)] // 8,193: answered before a body comes
    [InlineData("00ffffff" + "000000000000000000000000", 201)]
    public async Task FirstLengthOutOfRange_IsAnsweredAtOnce(string hex, int code)
    {
        await using var peer = Peer.Create(server);
        await peer.DialAsync();

        await peer.DoAsync("bytes", new { hex });

        await peer.ErrorAsync(code, encrypted: false);
        await peer.ClosedAsync();
    }

    [Theory]
    [InlineData("474554202f20485454502f312e310d0a")] // GET / HTTP/1.1
    [InlineData("16030100c8010000c40303")] // a TLS hello
    [InlineData("ffffffff00000000")]
    public async Task AnotherProtocol_IsClosedWithoutAByte(string hex)
    {
        await using var peer = Peer.Create(server);
        await peer.DialAsync();

        await peer.DoAsync("bytes", new { hex });

        await peer.ClosedAsync();
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task FirstPacketThatIsNotJson_Is200(string dialect)
    {
        await using var peer = Peer.Create(server);
        await peer.DialAsync(dialect);

        await peer.DoAsync("data", new { text = "{\"data\":{\"publicKey\" // a comment" });

        await peer.ErrorAsync(200, encrypted: false);
        await peer.ClosedAsync();
    }

    [Fact]
    public async Task NotJsonBeforeAuthentication_Is200AndTheEnd()
    {
        await using var peer = await Peer.WithKeysAsync(server);

        await peer.DoAsync("send", new { text = "topsecret" });

        await peer.ErrorAsync(200, encrypted: true);
        await peer.ClosedAsync();
    }

    [Fact]
    public async Task AnotherMessageBeforeAuthentication_IsTheEndWithoutAWord()
    {
        // 103 is for peers that know it.
        await using var peer = await Peer.WithKeysAsync(server);

        await peer.DoAsync("send", new { text = Executed });

        await peer.ClosedAsync();
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task BitFlippedBeforeAuthentication_Is110(string dialect)
    {
        await using var peer = await Peer.WithKeysAsync(server, dialect);

        await peer.DoAsync("flip", new { packet = new { data = new { authenticate = server.Password } } });

        await peer.ErrorAsync(110, encrypted: true);
        await peer.ClosedAsync();
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("replay")]
    [InlineData("reflect")]
    [InlineData("data")]
    public async Task AfterAuthentication_WhatDoesNotOpen_Is110AndTheEnd(string fault)
    {
        // An LE4 peer, because it has received something that can be sent back.
        await using var peer = await Peer.AdmittedAsync(server, "LE4");
        await peer.DoAsync("send", new { text = Executed });

        await peer.DoAsync(fault, new { packet = new { data = new { } }, text = Executed });

        await peer.ErrorAsync(110, encrypted: true);
        await peer.ClosedAsync();
        await server.MachineAsync(peer.Address, machine => machine?.Connected == false);
    }

    [Fact]
    public async Task AfterAuthentication_TheFourthInvalidPacketIsTheEnd()
    {
        await using var peer = await Peer.AdmittedAsync(server);
        string[] invalid =
        [
            "not JSON",
            """{"data":{"executed":[{"id":1,"id":1}]}}""",
            """{"data":{"publicKey":"again"}}""",
            """{"data":{"processStatus":{}}}""",
        ];

        foreach (var text in invalid)
        {
            await peer.DoAsync("send", new { text });
            await peer.ErrorAsync(200, encrypted: true);
        }

        await peer.ClosedAsync();
    }

    [Fact]
    public async Task AfterAuthentication_131073BytesAre201BeforeTheyCome()
    {
        await using var peer = await Peer.AdmittedAsync(server);

        await peer.DoAsync("bytes", new { hex = "00020001" + "000000000000000000000000" });

        await peer.ErrorAsync(201, encrypted: true);
        await peer.ClosedAsync();
    }

    [Fact]
    public async Task AfterAuthentication_131072BytesAreTaken()
    {
        await using var peer = await Peer.AdmittedAsync(server);

        await peer.DoAsync("send", new { text = Executed.PadRight(98_264) });

        // It reads on: the next fault is answered as the first.
        await peer.DoAsync("send", new { text = "not JSON" });
        await peer.ErrorAsync(200, encrypted: true);
    }

    [Fact]
    public async Task ErrorFromThePeer_IsNeverAnsweredWithAnError()
    {
        await using var peer = await Peer.AdmittedAsync(server);

        await peer.DoAsync("send", new { packet = new { error = new { code = 200 } } });
        await peer.DoAsync("send", new { packet = new { error = "odd" } });

        await peer.DoAsync("send", new { text = "not JSON" });
        await peer.ErrorAsync(200, encrypted: true);
        await peer.DoAsync("close");
        await peer.ClosedAsync();
    }
}
