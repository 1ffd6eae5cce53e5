using System.Collections.Concurrent;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>Lets in who shows the password "topsecret" or holds the secret of the one token, and notes who asked.</summary>
internal sealed class Doorkeeper : IClientAuthenticator
{
    internal const string Password = "topsecret";

    internal static readonly byte[] TokenSecret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private readonly ConcurrentQueue<ClientCredentials> _asked = new();

    /// <summary>Overrides the rule.</summary>
    internal AuthenticationVerdict? Always { get; init; }

    internal IReadOnlyCollection<ClientCredentials> Asked => _asked;

    public ValueTask<AuthenticationVerdict> AuthenticateAsync(ClientCredentials credentials, CancellationToken cancel)
    {
        _asked.Enqueue(credentials);
        return ValueTask.FromResult(Always ?? Judge(credentials));
    }

    private static AuthenticationVerdict Judge(ClientCredentials credentials) =>
        credentials.TokenId is not null
            ? credentials.ProvesToken(TokenSecret) ? AuthenticationVerdict.Accepted : AuthenticationVerdict.IdentityRefused
            : credentials.Password == Password ? AuthenticationVerdict.Accepted : AuthenticationVerdict.WrongPassword;
}
