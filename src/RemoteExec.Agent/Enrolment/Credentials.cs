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
        return new Credentials
        {
            Identity = settings.Plain ? null : AgentIdentity.LoadOrCreate(folder),
            Password = settings.PasswordFile is { } passwordFile ? SecretInput.Read(passwordFile, standardInput) : null,
            Token = settings.TokenFile is { } tokenFile ? ReadToken(tokenFile, standardInput) : null,
        };
    }

    /// <summary>The same identity with the secrets that the settings name now. What came from standard input cannot be read twice and stays.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should.</exception>
    internal Credentials ReadAgain(AgentSettings settings) => new()
    {
        Identity = Identity,
        Password = settings.PasswordFile switch { null => null, "-" => Password, var file => SecretInput.Read(file, TextReader.Null) },
        Token = settings.TokenFile switch { null => null, "-" => Token, var file => ReadToken(file, TextReader.Null) },
    };

    private static JoinToken ReadToken(string file, TextReader standardInput) =>
        JoinToken.TryParse(SecretInput.Read(file, standardInput), out var token)
            ? token
            : throw new InvalidDataException($"{file} does not hold a join token; \"remoteexec token create\" prints one.");
}
