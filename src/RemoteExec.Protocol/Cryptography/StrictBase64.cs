using System.Buffers;
using System.Buffers.Text;

namespace RemoteExec.Protocol.Cryptography;

/// <summary>
/// Base64 with exactly one spelling per value (RFC 4648 §4, §3.5): the standard alphabet, padded, no white space, and
/// zero in the bits that padding leaves over. Two texts for one key would be two names for one machine.
/// </summary>
internal static class StrictBase64
{
    /// <summary>Bytes that a text of this length can hold at most.</summary>
    internal static int MaxDecodedLength(long length) => (int)(length / 4 * 3);

    internal static int EncodedLength(int length) => (length + 2) / 3 * 4;

    /// <summary>Decodes, or refuses.</summary>
    /// <param name="text">ASCII.</param>
    /// <param name="destination">At least <see cref="MaxDecodedLength"/> less the padding.</param>
    /// <param name="written">Bytes decoded.</param>
    /// <returns>Whether the text is the canonical spelling of what was decoded and that fits.</returns>
    internal static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        written = 0;
        if (text.Length % 4 != 0)
        {
            return false;
        }

        var expected = text.Length / 4 * 3;
        if (text is [.., var beforePadding, (byte)'=', (byte)'='])
        {
            expected -= 2;
            if (!"AQgw"u8.Contains(beforePadding))
            {
                return false;
            }
        }
        else if (text is [.., var last, (byte)'='])
        {
            expected -= 1;
            if (!"AEIMQUYcgkosw048"u8.Contains(last))
            {
                return false;
            }
        }

        // The framework skips white space; a text with any decodes to fewer bytes than its length promises.
        return Base64.DecodeFromUtf8(text, destination, out var consumed, out written) == OperationStatus.Done
            && consumed == text.Length
            && written == expected;
    }

    internal static void Encode(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        if (Base64.EncodeToUtf8(bytes, destination, out _, out _) != OperationStatus.Done)
        {
            throw new ArgumentException("The destination is too short for the base64 text.", nameof(destination));
        }
    }
}
