using System.Text;

namespace RemoteExec.Protocol.Cryptography;

/// <summary>
/// A public key as people compare it: <c>SHA256:</c> and 43 characters of unpadded base64, as OpenSSH writes them.
/// </summary>
public static class Fingerprint
{
    private const string Label = "SHA256:";
    private const int TextLength = 43;

    /// <summary>The fingerprint of a key.</summary>
    /// <param name="publicKey">The raw key, 32 bytes.</param>
    /// <returns>50 characters.</returns>
    public static string Of(ReadOnlySpan<byte> publicKey)
    {
        Span<byte> hash = stackalloc byte[Sodium.HashBytes];
        HashOf(publicKey, hash);
        return string.Concat(Label, Convert.ToBase64String(hash).AsSpan(0, TextLength));
    }

    /// <summary>Reads a fingerprint.</summary>
    /// <param name="text">As someone typed it; letter case matters, as it does in base64.</param>
    /// <param name="hash32">At least 32 bytes; the hash on success.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string? text, Span<byte> hash32)
    {
        Span<byte> padded = stackalloc byte[TextLength + 1];
        if (text is null
            || text.Length != Label.Length + TextLength
            || !text.StartsWith(Label, StringComparison.Ordinal)
            || !Encoding.UTF8.TryGetBytes(text.AsSpan(Label.Length), padded, out var written)
            || written != TextLength)
        {
            return false;
        }

        padded[TextLength] = (byte)'=';
        return StrictBase64.TryDecode(padded, hash32[..Sodium.HashBytes], out _);
    }

    /// <summary>Whether a fingerprint is that of a key.</summary>
    /// <param name="fingerprint">As pinned or typed.</param>
    /// <param name="publicKey">The key that was offered.</param>
    /// <returns>Whether they belong together; never for a text that is not a fingerprint.</returns>
    public static bool Matches(string? fingerprint, ReadOnlySpan<byte> publicKey)
    {
        Span<byte> pinned = stackalloc byte[Sodium.HashBytes];
        Span<byte> offered = stackalloc byte[Sodium.HashBytes];
        HashOf(publicKey, offered);
        return TryParse(fingerprint, pinned) && pinned.SequenceEqual(offered);
    }

    private static void HashOf(ReadOnlySpan<byte> publicKey, Span<byte> hash)
    {
        Lengths.Require(publicKey, SigningKey.PublicKeyLength, nameof(publicKey));
        Sodium.Check(Sodium.Sha256(hash, publicKey, (ulong)publicKey.Length), "SHA-256 failed.");
    }
}
