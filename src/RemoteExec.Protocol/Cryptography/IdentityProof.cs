using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RemoteExec.Protocol.Cryptography;

/// <summary>
/// What ties long-term identities to one connection: both sign a transcript of the two plaintext packets, so neither a
/// replaced key nor a removed extension goes unnoticed by a peer that knows whom it talks to.
/// </summary>
public static class IdentityProof
{
    /// <summary>Bytes of a transcript.</summary>
    public const int TranscriptLength = Sodium.HashBytes;

    /// <summary>Bytes of the secret of a join token, and of an authenticator made with it.</summary>
    public const int TokenSecretLength = Sodium.KeyBytes;

    private const int AgentMessageLength = 70;

    private static ReadOnlySpan<byte> TranscriptLabel => "RemoteExec identity 1\0"u8;

    private static ReadOnlySpan<byte> TokenLabel => "RemoteExec token 1\0"u8;

    private static ReadOnlySpan<byte> ServerLabel => "server\0"u8;

    private static ReadOnlySpan<byte> AgentLabel => "agent\0"u8;

    //  T = SHA-256 of
    //  0                       21  22      26   26+|M1|    30+|M1|
    //  +-----------------------+---+-------+----+----------+----+
    //  | RemoteExec identity 1 | 0 | |M1|  | M1 | |M2|     | M2 |    lengths: u32, network byte order
    //  +-----------------------+---+-------+----+----------+----+

    /// <summary>Computes T over the exact DATA octets of both plaintext packets, without their headers.</summary>
    /// <param name="m1">DATA of the client's first packet.</param>
    /// <param name="m2">DATA of the server's first packet.</param>
    /// <param name="t32">At least 32 bytes; 32 are written.</param>
    public static void ComputeTranscript(ReadOnlySpan<byte> m1, ReadOnlySpan<byte> m2, Span<byte> t32)
    {
        var input = new byte[TranscriptLabel.Length + 4 + m1.Length + 4 + m2.Length];
        var rest = Append(input, TranscriptLabel);
        BinaryPrimitives.WriteUInt32BigEndian(rest, (uint)m1.Length);
        rest = Append(rest[4..], m1);
        BinaryPrimitives.WriteUInt32BigEndian(rest, (uint)m2.Length);
        Append(rest[4..], m2);
        Sodium.Check(Sodium.Sha256(t32[..TranscriptLength], input, (ulong)input.Length), "SHA-256 failed.");
    }

    //  the server signs
    //  0        6   7         39
    //  +--------+---+---------+
    //  | server | 0 | T (32)  |
    //  +--------+---+---------+

    /// <summary>Signs T as the server.</summary>
    /// <param name="key">The server's key.</param>
    /// <param name="t">The transcript, 32 bytes.</param>
    /// <param name="signature64">At least 64 bytes; 64 are written.</param>
    public static void SignAsServer(SigningKey key, ReadOnlySpan<byte> t, Span<byte> signature64)
    {
        ArgumentNullException.ThrowIfNull(key);
        key.Sign(ServerMessage(t, stackalloc byte[39]), signature64);
    }

    /// <summary>Whether the owner of <paramref name="serverKey"/> is the server of this connection.</summary>
    /// <param name="serverKey">The server's public key, 32 bytes; any other length is refused.</param>
    /// <param name="t">The transcript, 32 bytes.</param>
    /// <param name="signature">What the server sent.</param>
    /// <returns>Whether the signature is genuine.</returns>
    public static bool VerifyServer(ReadOnlySpan<byte> serverKey, ReadOnlySpan<byte> t, ReadOnlySpan<byte> signature) =>
        Ed25519.Verify(serverKey, ServerMessage(t, stackalloc byte[39]), signature);

    //  the agent signs
    //  0       5   6         38                  70
    //  +-------+---+---------+-------------------+
    //  | agent | 0 | T (32)  | SERVER'S KEY (32) |
    //  +-------+---+---------+-------------------+

    /// <summary>Signs T and the server it answers, as the agent.</summary>
    /// <param name="key">The agent's key.</param>
    /// <param name="t">The transcript, 32 bytes.</param>
    /// <param name="serverKey">The public key whose signature the agent has verified, 32 bytes.</param>
    /// <param name="signature64">At least 64 bytes; 64 are written.</param>
    public static void SignAsAgent(SigningKey key, ReadOnlySpan<byte> t, ReadOnlySpan<byte> serverKey, Span<byte> signature64)
    {
        ArgumentNullException.ThrowIfNull(key);
        key.Sign(AgentMessage(t, serverKey, stackalloc byte[AgentMessageLength]), signature64);
    }

    /// <summary>Whether the owner of <paramref name="agentKey"/> is the agent of this connection and means this server.</summary>
    /// <param name="agentKey">The agent's public key, 32 bytes; any other length is refused.</param>
    /// <param name="t">The transcript, 32 bytes.</param>
    /// <param name="serverKey">Our own public key, 32 bytes.</param>
    /// <param name="signature">What the agent sent.</param>
    /// <returns>Whether the signature is genuine.</returns>
    public static bool VerifyAgent(
        ReadOnlySpan<byte> agentKey, ReadOnlySpan<byte> t, ReadOnlySpan<byte> serverKey, ReadOnlySpan<byte> signature) =>
        Ed25519.Verify(agentKey, AgentMessage(t, serverKey, stackalloc byte[AgentMessageLength]), signature);

    //  mac = HMAC-SHA-256, under the token's secret, of
    //  0                    18  19        51                  83                 115
    //  +--------------------+---+---------+-------------------+------------------+
    //  | RemoteExec token 1 | 0 | T (32)  | SERVER'S KEY (32) | AGENT'S KEY (32) |
    //  +--------------------+---+---------+-------------------+------------------+

    /// <summary>Proves that the agent holds a join token's secret, without sending it.</summary>
    /// <param name="secret">The token's secret, 32 bytes.</param>
    /// <param name="t">The transcript, 32 bytes.</param>
    /// <param name="serverKey">The server's public key, 32 bytes.</param>
    /// <param name="agentKey">The agent's public key, 32 bytes.</param>
    /// <param name="mac32">At least 32 bytes; 32 are written.</param>
    public static void ComputeTokenMac(
        ReadOnlySpan<byte> secret, ReadOnlySpan<byte> t, ReadOnlySpan<byte> serverKey, ReadOnlySpan<byte> agentKey, Span<byte> mac32)
    {
        Lengths.Require(secret, TokenSecretLength, nameof(secret));
        Lengths.Require(t, TranscriptLength, nameof(t));
        Lengths.Require(serverKey, SigningKey.PublicKeyLength, nameof(serverKey));
        Lengths.Require(agentKey, SigningKey.PublicKeyLength, nameof(agentKey));
        Span<byte> message = stackalloc byte[115];
        Append(Append(Append(Append(message, TokenLabel), t), serverKey), agentKey);
        Sodium.Check(Sodium.HmacSha256(mac32[..TokenSecretLength], message, (ulong)message.Length, secret), "HMAC-SHA-256 failed.");
    }

    /// <summary>Checks a token's authenticator in constant time.</summary>
    /// <param name="secret">The token's secret, 32 bytes.</param>
    /// <param name="t">The transcript, 32 bytes.</param>
    /// <param name="serverKey">The server's public key, 32 bytes.</param>
    /// <param name="agentKey">The agent's public key, 32 bytes.</param>
    /// <param name="mac">What the agent sent; anything but 32 bytes is refused.</param>
    /// <returns>Whether it was made with this secret, for this connection, server and agent.</returns>
    public static bool VerifyTokenMac(
        ReadOnlySpan<byte> secret, ReadOnlySpan<byte> t, ReadOnlySpan<byte> serverKey, ReadOnlySpan<byte> agentKey, ReadOnlySpan<byte> mac)
    {
        Span<byte> expected = stackalloc byte[TokenSecretLength];
        ComputeTokenMac(secret, t, serverKey, agentKey, expected);
        return CryptographicOperations.FixedTimeEquals(expected, mac);
    }

    private static Span<byte> ServerMessage(ReadOnlySpan<byte> t, Span<byte> message)
    {
        Lengths.Require(t, TranscriptLength, nameof(t));
        Append(Append(message, ServerLabel), t);
        return message;
    }

    private static Span<byte> AgentMessage(ReadOnlySpan<byte> t, ReadOnlySpan<byte> serverKey, Span<byte> message)
    {
        Lengths.Require(t, TranscriptLength, nameof(t));
        Lengths.Require(serverKey, SigningKey.PublicKeyLength, nameof(serverKey));
        Append(Append(Append(message, AgentLabel), t), serverKey);
        return message;
    }

    private static Span<byte> Append(Span<byte> destination, ReadOnlySpan<byte> part)
    {
        part.CopyTo(destination);
        return destination[part.Length..];
    }
}
