using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>What both ends of a meeting are given, and the two ends run as their owners run them: who is not connected flushes and hangs up.</summary>
internal static class Meeting
{
    internal static readonly SigningKey ServerIdentity = SigningKey.FromSeed(Enumerable.Repeat((byte)1, 32).ToArray());

    internal static readonly SigningKey AgentIdentity = SigningKey.FromSeed(Enumerable.Repeat((byte)2, 32).ToArray());

    internal static byte[] Pin => HashOf(ServerIdentity);

    internal static JoinToken Token => Parse(JoinToken.Format(Pin, new byte[JoinToken.IdLength], Doorkeeper.TokenSecret));

    internal static ServerHandshakeOptions Server => new() { Identity = ServerIdentity };

    internal static ClientHandshakeOptions Pinned => new() { Identity = AgentIdentity, PinnedServer = Pin, Password = Doorkeeper.Password };

    internal static ClientHandshakeOptions Joining => new() { Identity = AgentIdentity, Token = Token };

    internal static ClientHandshakeOptions Plain(FrameDialect dialect, string? password = Doorkeeper.Password) =>
        new() { Dialect = dialect, Offer = WireExtensions.None, PlainAllowed = true, Password = password };

    internal static byte[] HashOf(SigningKey key)
    {
        var hash = new byte[32];
        Assert.True(Fingerprint.TryParse(Fingerprint.Of(key.PublicKey), hash));
        return hash;
    }

    internal static JoinToken Parse(string text)
    {
        Assert.True(JoinToken.TryParse(text, out var token));
        return token;
    }

    internal static async Task<ServerHandshakeOutcome> ServeAsync(
        IDuplexPipe end, ServerHandshakeOptions? options = null, IClientAuthenticator? doorkeeper = null, TimeProvider? time = null, CancellationToken cancel = default)
    {
        var outcome = await ServerHandshake.RunAsync(end, options ?? Server, doorkeeper ?? new Doorkeeper(), time ?? new FakeTimeProvider(), cancel);
        if (outcome.Channel is null)
        {
            await end.Output.FlushAsync(CancellationToken.None);
            Cable.HangUp(end);
        }

        return outcome;
    }

    internal static async Task<ClientHandshakeOutcome> DialAsync(
        IDuplexPipe end, ClientHandshakeOptions options, TimeProvider? time = null, CancellationToken cancel = default)
    {
        var outcome = await ClientHandshake.RunAsync(end, options, time ?? new FakeTimeProvider(), cancel);
        if (outcome.Channel is null)
        {
            Cable.HangUp(end);
        }

        return outcome;
    }
}
