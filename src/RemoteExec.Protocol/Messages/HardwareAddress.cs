using System.Diagnostics.CodeAnalysis;

namespace RemoteExec.Protocol.Messages;

/// <summary>Hardware addresses as text: six bytes, two hexadecimal digits each, with colons between them.</summary>
public static class HardwareAddress
{
    /// <summary>Bytes of an address.</summary>
    public const int Length = 6;

    /// <summary>Whether a text is one, in digits of either case.</summary>
    /// <param name="text">The text; null is none.</param>
    public static bool IsValid([NotNullWhen(true)] string? text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        return TryRead(text, bytes);
    }

    /// <summary>Reads one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">Its bytes, <see cref="Length"/> of them.</param>
    public static bool TryRead([NotNullWhen(true)] string? text, Span<byte> bytes)
    {
        if (text?.Length != (Length * 3) - 1)
        {
            return false;
        }

        for (var i = 0; i < Length; i++)
        {
            var (high, low) = (text[i * 3], text[(i * 3) + 1]);
            if (!char.IsAsciiHexDigit(high) || !char.IsAsciiHexDigit(low) || (i > 0 && text[(i * 3) - 1] != ':'))
            {
                return false;
            }

            bytes[i] = (byte)((Convert.ToInt32(high.ToString(), 16) << 4) | Convert.ToInt32(low.ToString(), 16));
        }

        return true;
    }
}
