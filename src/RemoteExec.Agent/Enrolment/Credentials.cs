using RemoteExec.Agent.Settings;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Agent.Enrolment;

/// <summary>What this agent can show a server. Prints nothing of it.</summary>
internal sealed class Credentials
{
    /// <summary>Who it is; null when it speaks the plain wire.</summary>
    internal SigningKey? Identity { get; init; }

    internal string? Password { get; init; }

    internal JoinToken? Token { get; init; }

    /// <summary>Reads what the settings name.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should.</exception>
    internal static Credentials Read(AgentSettings settings, Hosting.AgentFolder folder, TextReader standardInput)
    {
        JoinToken? token = null;
        if (settings.TokenFile is { } tokenFile && !JoinToken.TryParse(SecretInput.Read(tokenFile, standardInput), out token))
        {
            throw new InvalidDataException($"{tokenFile} does not hold a join token; \"remoteexec token create\" prints one.");
        }

        return new Credentials
        {
            Identity = settings.Plain ? null : AgentIdentity.LoadOrCreate(folder),
            Password = settings.PasswordFile is { } passwordFile ? SecretInput.Read(passwordFile, standardInput) : null,
            Token = token,
        };
    }
}
