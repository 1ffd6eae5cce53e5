using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using RemoteExec.Protocol.Cryptography;

namespace RemoteExec.Protocol.Sessions;

/// <summary>
/// A join token as a person carries it (docs/protocol.md §9.1): it pins the server and admits one agent, once. It prints as its id only: the rest is a secret.
/// </summary>
public sealed class JoinToken
{
    //  rxj_ + unpadded base64url of
    //  0   1                    33       49           81
    //  +---+--------------------+--------+------------+
    //  | 1 | SHA-256(serverKey) | ID(16) | SECRET(32) |
    //  +---+--------------------+--------+------------+

    /// <summary>Bytes of a token's id.</summary>
    public const int IdLength = 16;

    private const string Label = "rxj_";
    private const int HashLength = 32;
    private const int Length = 1 + HashLength + IdLength + IdentityProof.TokenSecretLength;

    private readonly byte[] _bytes;

    private JoinToken(byte[] bytes) => _bytes = bytes;

    /// <summary>SHA-256 of the server's key, as in its fingerprint.</summary>
    public ReadOnlySpan<byte> ServerKeyHash => _bytes.AsSpan(1, HashLength);

    /// <summary>The id as it crosses the wire: unpadded base64url.</summary>
    public string Id => Base64Url.EncodeToString(_bytes.AsSpan(1 + HashLength, IdLength));

    /// <summary>The secret, which never crosses the wire.</summary>
    public ReadOnlySpan<byte> Secret => _bytes.AsSpan(1 + HashLength + IdLength);

    /// <summary>Writes a token.</summary>
    /// <param name="serverKeyHash32">SHA-256 of the server's key.</param>
    /// <param name="id16">Its id.</param>
    /// <param name="secret32">Its secret.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public static string Format(ReadOnlySpan<byte> serverKeyHash32, ReadOnlySpan<byte> id16, ReadOnlySpan<byte> secret32)
    {
        Lengths.Require(serverKeyHash32, HashLength, nameof(serverKeyHash32));
        Lengths.Require(id16, IdLength, nameof(id16));
        Lengths.Require(secret32, IdentityProof.TokenSecretLength, nameof(secret32));
        return Label + Base64Url.EncodeToString([1, .. serverKeyHash32, .. id16, .. secret32]);
    }

    /// <summary>Reads a token.</summary>
    /// <param name="text">As someone pasted it; white space around it does not matter.</param>
    /// <param name="token">The token.</param>
    /// <returns>Whether it is one that this version understands.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out JoinToken? token)
    {
        token = null;
        var trimmed = text?.Trim();
        if (trimmed is null || !trimmed.StartsWith(Label, StringComparison.Ordinal) || trimmed.Length > 256)
        {
            return false;
        }

        var bytes = new byte[Length];
        var body = Encoding.UTF8.GetBytes(trimmed[Label.Length..]);
        if (!Base64Url.IsValid(body, out var decoded) || decoded != Length || Base64Url.DecodeFromUtf8(body, bytes) != Length || bytes[0] != 1)
        {
            return false;
        }

        token = new JoinToken(bytes);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"join token {Id}";
}
