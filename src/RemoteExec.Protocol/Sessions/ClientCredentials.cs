using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Sessions;

/// <summary>What a client showed of itself. Prints nothing of it.</summary>
public sealed class ClientCredentials
{
    private readonly byte[] _transcript;
    private readonly byte[] _serverKey;
    private readonly byte[] _tokenMac;

    internal ClientCredentials(byte[] transcript, ReadOnlySpan<byte> serverKey, ReadOnlySpan<byte> tokenMac)
    {
        _transcript = transcript;
        _serverKey = serverKey.ToArray();
        _tokenMac = tokenMac.ToArray();
    }

    /// <summary>The agent's long-term key, whose signature was verified; null for a client without one.</summary>
    public byte[]? AgentKey { get; internal init; }

    /// <summary>The password, 1–1,024 UTF-8 bytes; null when there was none that can be one.</summary>
    public string? Password { get; internal init; }

    /// <summary>Id of a join token, as unpadded base64url; null without one. Not verified: see <see cref="ProvesToken"/>.</summary>
    public string? TokenId { get; internal init; }

    /// <summary>The dialect of the connection.</summary>
    public FrameDialect Dialect { get; internal init; }

    /// <summary>What was agreed on.</summary>
    public WireExtensions Extensions { get; internal init; }

    /// <summary>Whether the client holds the secret of its token, in constant time.</summary>
    /// <param name="secret">The secret of <see cref="TokenId"/>, 32 bytes.</param>
    public bool ProvesToken(ReadOnlySpan<byte> secret) =>
        AgentKey is not null && IdentityProof.VerifyTokenMac(secret, _transcript, _serverKey, AgentKey, _tokenMac);
}
