using System.Text;

namespace RemoteExec.Protocol.Messages;

/// <summary><c>authenticate</c>: a password, an identity, or both.</summary>
public sealed record AuthenticateMessage : WireMessage
{
    /// <summary>The password; null when there was none, or something that is not a string of 1–1,024 bytes stood in its place.</summary>
    public string? Password { get; init; }

    /// <summary>True to send the password as a bare string, as LE4 servers want it.</summary>
    public bool Bare { get; init; }

    /// <summary>Padded base64 of the agent's Ed25519 key; null when it has none.</summary>
    public string? Key { get; init; }

    /// <summary>Padded base64 of its signature.</summary>
    public string? Signature { get; init; }

    /// <summary>Proof of a join token.</summary>
    public TokenProof? Token { get; init; }

    /// <summary>A record prints its members; these must never reach a log or an exception.</summary>
    /// <param name="builder">Where the text goes.</param>
    protected override bool PrintMembers(StringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Append("Password = ").Append(Password is null ? "none" : "(hidden)").Append(", Key = ").Append(Key);
        return true;
    }
}

/// <summary>Proof that the sender holds a join token's secret.</summary>
/// <param name="Id">Unpadded base64url of the token's 16-byte id.</param>
/// <param name="Mac">Padded base64 of the 32-byte authenticator.</param>
public sealed record TokenProof(string Id, string Mac);
