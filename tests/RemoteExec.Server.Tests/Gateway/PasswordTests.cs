using RemoteExec.Protocol.Framing;
using RemoteExec.Server.Tests.Gateway.Peers;

namespace RemoteExec.Server.Tests.Gateway;

/// <summary>What may stand where the password should.</summary>
public class PasswordTests(SharedServer shared)
{
    public static TheoryData<string> NotPasswords =>
    [
        "\"wrong\"", "\"\"", "null", "5", "[]", "{}", "true", """{"password":"wrong"}""", """{"password":""}""", """{"password":null}""", """{"password":7}""",
        """{"password":["a"]}""", """{"password":{"password":"a"}}""", $$"""{"password":"{{new string('a', 1_025)}}"}""", $"\"{new string('a', 1_025)}\"",
    ];

    [Theory]
    [MemberData(nameof(NotPasswords))]
    public async Task NotThePassword_Is102(string authenticate)
    {
        using var peer = await RawPeer.DialAsync(shared.Server);
        await peer.ExchangeKeysAsync();
        await peer.SendSealedAsync(RawPeer.Data("\"authenticate\":" + authenticate));

        await peer.RefusedSealedAsync(102);
        var line = await shared.Log.LineAsync(peer.From.ToString(), "wrong password", "(error 102)");
        Assert.DoesNotContain("aaa", line, StringComparison.Ordinal);
        await shared.NeighbourIsUndisturbedAsync();
    }

    [Theory]
    [InlineData(FrameDialect.BE16)]
    [InlineData(FrameDialect.LE16)]
    [InlineData(FrameDialect.BE4)]
    public async Task RightPassword_PlainClient_HearsNothing(FrameDialect dialect)
    {
        using var peer = await RawPeer.DialAsync(shared.Server, dialect);
        await peer.LogInAsync(shared.Server.Password);
        await shared.Log.LineAsync($"{peer.From} connected from {peer.From} ({dialect}; plain)");

        // The first thing it hears is the error that it provokes now.
        await peer.SendSealedAsync("{");
        await peer.ErrorAsync(200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RightPassword_LegacyClient_IsVerified(bool bare)
    {
        using var peer = await RawPeer.DialAsync(shared.Server, FrameDialect.LE4);
        await peer.ExchangeKeysAsync();
        await peer.SendSealedAsync(RawPeer.Data(
            bare ? $"\"authenticate\":\"{shared.Server.Password}\"" : $"\"authenticate\":{{\"password\":\"{shared.Server.Password}\"}}"));

        Assert.Equal("""{"data":{"authVerification":{"accepted":true,"accapted":true,"message":""}}}""", await peer.ReadSealedAsync());
    }

    [Fact]
    public async Task SecondTry_OnTheSameConnection_IsNotHeard()
    {
        using var peer = await RawPeer.DialAsync(shared.Server);
        await peer.ExchangeKeysAsync();
        await peer.SendSealedAsync("""{"data":{"authenticate":{"password":"wrong"}}}""");
        await peer.SendSealedAsync(RawPeer.Data($"\"authenticate\":\"{shared.Server.Password}\""));

        await peer.RefusedSealedAsync(102);
    }
}
