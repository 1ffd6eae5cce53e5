using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace RemoteExec.Protocol.Messages;

/// <summary>An address of a network card, with the length of its network: <c>192.0.2.7/24</c>.</summary>
/// <param name="Address">IPv4 or IPv6.</param>
/// <param name="PrefixLength">Bits that all addresses of the network share: 1–32, or 1–128.</param>
public readonly record struct AddressOnNetwork(IPAddress Address, int PrefixLength)
{
    private const int LongestText = 49;

    /// <summary>Whether a text is one.</summary>
    /// <param name="text">The text; null is none.</param>
    public static bool IsValid([NotNullWhen(true)] string? text) => TryParse(text, out _);

    /// <summary>Reads one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="read">What it says.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out AddressOnNetwork read)
    {
        read = default;
        var slash = text is { Length: <= LongestText } ? text.IndexOf('/', StringComparison.Ordinal) : -1;
        if (slash < 1
            || !IPAddress.TryParse(text.AsSpan(0, slash), out var address)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            || prefix < 1 || prefix > address.GetAddressBytes().Length * 8)
        {
            return false;
        }

        read = new AddressOnNetwork(address, prefix);
        return true;
    }

    /// <summary>The last address of the network: on IPv4, that of all who are there.</summary>
    public IPAddress Last()
    {
        var bytes = Address.GetAddressBytes();
        for (var bit = PrefixLength; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }
}
