namespace RemoteExec.Protocol.Sessions;

/// <summary>Decides whether a client is let in. The wire has checked signatures already; what is behind passwords, tokens and identities is the product's.</summary>
public interface IClientAuthenticator
{
    /// <summary>Decides.</summary>
    /// <param name="credentials">What the client showed.</param>
    /// <param name="cancel">The handshake's deadline.</param>
    ValueTask<AuthenticationVerdict> AuthenticateAsync(ClientCredentials credentials, CancellationToken cancel);
}

/// <summary>The answer to credentials.</summary>
public enum AuthenticationVerdict
{
    /// <summary>Let in.</summary>
    Accepted,

    /// <summary>Error 102.</summary>
    WrongPassword,

    /// <summary>Error 104: revoked, or a token that is spent, expired or unknown.</summary>
    IdentityRefused,

    /// <summary>Error 105.</summary>
    RateLimited,
}
