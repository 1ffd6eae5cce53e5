using System.Net;
using System.Net.Sockets;

namespace RemoteExec.Server.Settings;

/// <summary>Address ranges as operators write them.</summary>
internal static class CidrText
{
    /// <summary>
    /// Reads <c>ADDRESS</c> or <c>ADDRESS/BITS</c>. The short and octal forms of IPv4 (<c>10.1</c>, <c>010.0.0.1</c>) are
    /// refused: two readers understand them differently, and this is who may connect. Host bits must be zero.
    /// </summary>
    internal static bool TryParse(string text, out IPNetwork network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var addressText = slash < 0 ? text : text[..slash];
        if (!IPAddress.TryParse(addressText, out var address)
            || address.IsIPv4MappedToIPv6
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != addressText)
            || (address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0))
        {
            return false;
        }

        var most = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var bits = most;
        if (slash >= 0
            && (!int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out bits) || bits > most))
        {
            return false;
        }

        network = new IPNetwork(address, bits);
        return network.BaseAddress.Equals(address);
    }
}
