using System.Text;

namespace RemoteExec.Protocol.Cryptography;

/// <summary>
/// Keys and signatures as text: padded base64 with exactly one spelling. Url-safe letters, missing padding, white
/// space, left-over bits and any other number of bytes are refused.
/// </summary>
public static class KeyEncoding
{
    /// <summary>Characters of a 32-byte key.</summary>
    public const int KeyTextLength = 44;

    /// <summary>Characters of a 64-byte signature.</summary>
    public const int SignatureTextLength = 88;

    /// <summary>Reads a 32-byte key.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="key32">At least 32 bytes.</param>
    /// <returns>Whether the text is the canonical spelling of 32 bytes.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> utf8, Span<byte> key32) => TryDecode(utf8, key32, Sodium.KeyBytes, KeyTextLength);

    /// <inheritdoc cref="TryDecode(ReadOnlySpan{byte}, Span{byte})"/>
    /// <param name="text">The text.</param>
    /// <param name="key32">At least 32 bytes.</param>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> key32) => TryDecode(text, key32, Sodium.KeyBytes, KeyTextLength);

    /// <summary>Reads a 64-byte signature.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="signature64">At least 64 bytes.</param>
    /// <returns>Whether the text is the canonical spelling of 64 bytes.</returns>
    public static bool TryDecodeSignature(ReadOnlySpan<byte> utf8, Span<byte> signature64) =>
        TryDecode(utf8, signature64, Sodium.SignatureBytes, SignatureTextLength);

    /// <inheritdoc cref="TryDecodeSignature(ReadOnlySpan{byte}, Span{byte})"/>
    /// <param name="text">The text.</param>
    /// <param name="signature64">At least 64 bytes.</param>
    public static bool TryDecodeSignature(ReadOnlySpan<char> text, Span<byte> signature64) =>
        TryDecode(text, signature64, Sodium.SignatureBytes, SignatureTextLength);

    /// <summary>Writes a key, an authenticator or a signature.</summary>
    /// <param name="bytes">32 or 64 bytes.</param>
    /// <returns>44 or 88 characters.</returns>
    /// <exception cref="ArgumentException">Any other number of bytes.</exception>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Sodium.SignatureBytes)
        {
            Lengths.Require(bytes, Sodium.KeyBytes, nameof(bytes));
        }

        return Convert.ToBase64String(bytes);
    }

    private static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination, int length, int textLength)
    {
        Span<byte> ascii = stackalloc byte[SignatureTextLength];
        return text.Length == textLength
            && Encoding.UTF8.TryGetBytes(text, ascii, out var written)
            && TryDecode(ascii[..written], destination, length, textLength);
    }

    private static bool TryDecode(ReadOnlySpan<byte> utf8, Span<byte> destination, int length, int textLength) =>
        utf8.Length == textLength
        && StrictBase64.TryDecode(utf8, destination[..length], out var written)
        && written == length;
}
