using RemoteExec.Api.Processes;
using RemoteExec.Interop.Tests.Driving;
using RemoteExec.Interop.Tests.Programs;

namespace RemoteExec.Interop.Tests;

/// <summary>Plain peers of all dialects prove the password, or do not (docs/protocol.md §5).</summary>
public sealed class AuthenticationTests(RealServer server)
{
    public static MatrixTheoryData<string, bool> DialectsAndForms { get; } = new(["BE16", "LE16", "BE4", "LE4"], [false, true]);

    [Theory]
    [MemberData(nameof(DialectsAndForms))]
    public async Task RightPassword_AdmitsInTheDialectOfThePeer(string dialect, bool bare)
    {
        await using var peer = await Peer.WithKeysAsync(server, dialect);

        await peer.DoAsync("authenticate", new { password = server.Password, bare });

        if (dialect == "LE4")
        {
            var verification = (await peer.PacketAsync("authVerification")).Value;
            Assert.True(verification.GetProperty("accepted").GetBoolean());
            Assert.True(verification.GetProperty("accapted").GetBoolean());
        }

        var machine = await server.ConnectedAsync(peer.Address);
        Assert.Equal(dialect, machine.Dialect);
        Assert.Empty(machine.Extensions);

        // Silence is success: the first thing that a seed-plain peer hears is its first execute.
        await server.StartOnAsync(peer.Address, new ExecutableRequest { Application = "true" });
        await peer.PacketAsync("execute");
    }

    [Theory]
    [MemberData(nameof(DialectsAndForms))]
    public async Task WrongPassword_Is102AndTheEnd(string dialect, bool bare)
    {
        await using var peer = await Peer.WithKeysAsync(server, dialect);

        await peer.DoAsync("authenticate", new { password = server.Password + "!", bare });

        await peer.ErrorAsync(102, encrypted: true);
        await peer.ClosedAsync();
        Assert.DoesNotContain(await server.Api.MachinesAsync(), machine => machine.Name == peer.Address);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("1875")]
    [InlineData("[\"topsecret\"]")]
    [InlineData("{}")]
    [InlineData("{\"password\":\"\"}")]
    [InlineData("{\"password\":null}")]
    [InlineData("{\"password\":{}}")]
    public async Task SomethingElseThanAPassword_Is102(string value)
    {
        await using var peer = await Peer.WithKeysAsync(server);

        await peer.DoAsync("send", new { text = "{\"data\":{\"authenticate\":" + value + "}}" });

        await peer.ErrorAsync(102, encrypted: true);
        await peer.ClosedAsync();
    }

    [Fact]
    public async Task PasswordOf1025Bytes_Is102()
    {
        await using var peer = await Peer.WithKeysAsync(server);

        await peer.DoAsync("authenticate", new { password = new string('x', 1_025) });

        await peer.ErrorAsync(102, encrypted: true);
    }

    [Fact]
    public async Task AfterAWrongPassword_TheRightOneIsTakenOnTheNextConnection()
    {
        await using var peer = await Peer.WithKeysAsync(server);
        await peer.DoAsync("authenticate", new { password = "wrong" });
        await peer.ErrorAsync(102, encrypted: true);
        await peer.ClosedAsync();

        await peer.ConnectAsync();
        await peer.NextAsync("key");
        await peer.DoAsync("authenticate", new { password = server.Password });

        await server.ConnectedAsync(peer.Address);
    }

    [Fact]
    public async Task PlainPeerThatShowsAKey_IsJudgedByItsPasswordAlone()
    {
        await using var peer = await Peer.WithKeysAsync(server);

        await peer.SendAsync(new { authenticate = new { key = Convert.ToBase64String(new byte[32]), signature = Convert.ToBase64String(new byte[64]) } });

        // An identity that is refused is 104; a plain peer, which does not know that code, is told 102.
        await peer.ErrorAsync(102, encrypted: true);
        await peer.ClosedAsync();
    }
}
