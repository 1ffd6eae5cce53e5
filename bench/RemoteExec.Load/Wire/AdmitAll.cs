using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Load.Wire;

/// <summary>Lets everyone in whose signatures the wire has found right.</summary>
internal sealed class AdmitAll : IClientAuthenticator
{
    public ValueTask<AuthenticationVerdict> AuthenticateAsync(ClientCredentials credentials, CancellationToken cancel) =>
        ValueTask.FromResult(AuthenticationVerdict.Accepted);
}
