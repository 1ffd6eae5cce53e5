using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>A server's end of the wire, on a real port: each connection is in the hands of the test.</summary>
internal sealed class ServerEnd : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    internal ServerEnd()
    {
        _listener.Start();
    }

    internal SigningKey Identity { get; } = SigningKey.Generate();

    internal string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    internal Task<Socket> AcceptAsync() => _listener.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);

    internal static TimeSpan Patience => TimeSpan.FromSeconds(60);

    /// <summary>Accepts, and shakes hands.</summary>
    internal async Task<Conversation> MeetAsync(Func<ClientCredentials, AuthenticationVerdict>? judge = null, SigningKey? identity = null, WireExtensions offer = WireExtensions.All, long? ahead = null)
    {
        var socket = await AcceptAsync();
        var pipe = new Duplex(new NetworkStream(socket, ownsSocket: false));
        var outcome = await ServerHandshake.RunAsync(
            pipe,
            new ServerHandshakeOptions { Identity = identity ?? Identity, AddressAllowed = true, PlainAllowed = true, Offer = offer },
            new Judge(judge ?? (_ => AuthenticationVerdict.Accepted)),
            TimeProvider.System,
            TestContext.Current.CancellationToken);
        return new Conversation(socket, pipe, outcome) { Ahead = ahead };
    }

    public void Dispose()
    {
        _listener.Dispose();
        Identity.Dispose();
    }

    private sealed class Judge(Func<ClientCredentials, AuthenticationVerdict> judge) : IClientAuthenticator
    {
        public ValueTask<AuthenticationVerdict> AuthenticateAsync(ClientCredentials credentials, CancellationToken cancel) => ValueTask.FromResult(judge(credentials));
    }

    private sealed class Duplex(NetworkStream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream);

        public PipeWriter Output { get; } = PipeWriter.Create(stream);
    }
}
