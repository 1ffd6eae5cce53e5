using System.Net;
using RemoteExec.Fleet.Machines;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Storage.Access;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Gateway;

/// <summary>Who is let in (docs/protocol.md §5, §9.1): a key that was admitted before, a join token, or the password.</summary>
internal sealed class ClientAuthenticator(
    IPAddress address, IAccessStore access, IFleetReader fleet, PasswordVerifier passwords, PasswordBackoff backoff, TimeProvider time) : IClientAuthenticator
{
    public async ValueTask<AuthenticationVerdict> AuthenticateAsync(ClientCredentials credentials, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        if (credentials.AgentKey is not { } key)
        {
            return await PasswordAsync(credentials, cancel).ConfigureAwait(false);
        }

        var id = MachineIds.OfAgent(key);

        // The reader also finds machines by name, and a name is anybody's to choose.
        var machine = await fleet.MachineAsync(id, cancel).ConfigureAwait(false) is { } found && found.Id == id ? found : null;
        return machine switch
        {
            { Revoked: true } => AuthenticationVerdict.IdentityRefused,
            { Enrolled: true } => AuthenticationVerdict.Accepted,
            _ when credentials.TokenId is { } token => await TokenAsync(credentials, token, id, cancel).ConfigureAwait(false),

            // A key by itself guesses no password: it is not counted as a guess, and not slowed down.
            _ when credentials.Password is null => AuthenticationVerdict.WrongPassword,
            _ => await PasswordAsync(credentials, cancel).ConfigureAwait(false),
        };
    }

    private async ValueTask<AuthenticationVerdict> TokenAsync(ClientCredentials credentials, string token, string machineId, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (await access.WasJoinTokenSpentByAsync(token, machineId, cancel).ConfigureAwait(false))
        {
            // This key was admitted, and the connection or the server ended before it was remembered as a machine.
            return AuthenticationVerdict.Accepted;
        }

        return await access.JoinTokenSecretAsync(token, now, cancel).ConfigureAwait(false) is { } secret
            && credentials.ProvesToken(secret)
            && await access.SpendJoinTokenAsync(token, machineId, now, cancel).ConfigureAwait(false)
                ? AuthenticationVerdict.Accepted
                : AuthenticationVerdict.IdentityRefused;
    }

    private async ValueTask<AuthenticationVerdict> PasswordAsync(ClientCredentials credentials, CancellationToken cancel)
    {
        if (!backoff.MayTry(address))
        {
            return AuthenticationVerdict.RateLimited;
        }

        if (credentials.Password is { } password && await passwords.IsRightAsync(password, cancel).ConfigureAwait(false))
        {
            backoff.Succeeded(address);
            return AuthenticationVerdict.Accepted;
        }

        backoff.Failed(address);
        return AuthenticationVerdict.WrongPassword;
    }
}
