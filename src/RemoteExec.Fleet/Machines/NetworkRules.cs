using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RemoteExec.Fleet.Machines;

/// <summary>What is taken of the network cards that a machine tells of: only what is written exactly as docs/protocol.md §9.2 says, so that a packet can be sent to it later.</summary>
public static class NetworkRules
{
    /// <summary>Cards of one machine.</summary>
    public const int MostNetworks = 16;

    /// <summary>Addresses of one card.</summary>
    public const int MostAddresses = 8;

    private const int MacLength = 17;

    /// <summary>A hardware address in the one way it is kept: lower case, with colons.</summary>
    /// <param name="text">As told.</param>
    /// <returns>Null when it is none: not six bytes, all zero, or a group's.</returns>
    public static string? Mac(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length != MacLength)
        {
            return null;
        }

        for (var at = 0; at < MacLength; at++)
        {
            if (at % 3 == 2 ? text[at] != ':' : !char.IsAsciiHexDigit(text[at]))
            {
                return null;
            }
        }

        // The lowest bit of the first byte is set in the addresses of groups (IEEE 802): no card has one.
        var isGroup = (byte.Parse(text.AsSpan(0, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & 1) != 0;
        return isGroup || text.All(c => c is '0' or ':') ? null : text.ToLowerInvariant();
    }

    /// <summary>An address with the length of its network, written as the system writes it.</summary>
    /// <param name="text">As told, for example <c>192.0.2.7/24</c>.</param>
    /// <returns>Null when it is none: no length, a scope, a short or octal form.</returns>
    public static string? Address(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || !byte.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || !IPAddress.TryParse(text.AsSpan(0, slash), out var address)
            || text.Contains('%', StringComparison.Ordinal))
        {
            return null;
        }

        var isFour = address.AddressFamily == AddressFamily.InterNetwork;
        return length > (isFour ? 32 : 128) || (isFour && address.ToString() != text[..slash]) ? null : string.Create(CultureInfo.InvariantCulture, $"{address}/{length}");
    }

    /// <summary>The cards that can be kept, in the order in which they were told.</summary>
    /// <param name="told">Hardware addresses, and the addresses of each.</param>
    /// <param name="dropped">Hears what was left out, in a sentence.</param>
    public static IReadOnlyList<MachineNetwork> Read(IEnumerable<MachineNetwork> told, Action<string> dropped)
    {
        ArgumentNullException.ThrowIfNull(told);
        ArgumentNullException.ThrowIfNull(dropped);
        var kept = new List<MachineNetwork>();
        var wrong = 0;
        var tooMany = false;
        foreach (var network in told)
        {
            if (Mac(network.Mac) is not { } mac || kept.Any(other => other.Mac == mac))
            {
                wrong++;
            }
            else if (kept.Count == MostNetworks)
            {
                tooMany = true;
            }
            else
            {
                var addresses = network.Addresses.Select(Address).OfType<string>().Distinct().ToList();
                wrong += network.Addresses.Count - addresses.Count;
                tooMany |= addresses.Count > MostAddresses;
                kept.Add(new MachineNetwork(mac, [.. addresses.Take(MostAddresses)]));
            }
        }

        if (wrong > 0)
        {
            dropped($"{wrong} of the hardware addresses and addresses in its networks cannot be used and were dropped");
        }

        if (tooMany)
        {
            dropped($"its networks are more than {MostNetworks}, or one has more than {MostAddresses} addresses; the rest was dropped");
        }

        return kept;
    }
}
