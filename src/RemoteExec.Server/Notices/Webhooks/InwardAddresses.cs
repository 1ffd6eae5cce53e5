using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Notices.Webhooks;

/// <summary>
/// Addresses that a webhook may not lead to unless somebody has said so: this machine, the networks behind it, and the metadata services of clouds. Whoever may set a webhook
/// could otherwise have the server knock on doors that he cannot reach himself.
/// </summary>
internal static class InwardAddresses
{
    private static readonly IPNetwork[] Ranges =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
            "::/127", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    // Addresses of IPv6 that carry one of IPv4: NAT64, 6to4, compatible.
    private static readonly (IPNetwork Range, int Offset)[] Carriers =
        [(IPNetwork.Parse("64:ff9b::/96"), 12), (IPNetwork.Parse("2002::/16"), 2), (IPNetwork.Parse("::/96"), 12)];

    /// <summary>Whether a connection there needs leave.</summary>
    /// <param name="address">The address that would be connected to.</param>
    /// <param name="port">Its port.</param>
    /// <param name="own">Ports that this server listens on.</param>
    internal static bool IsInward(IPAddress address, int port, IReadOnlyCollection<int> own)
    {
        var plain = Plain(address);
        return Ranges.Any(range => range.Contains(plain)) || (own.Contains(port) && IsOurs(plain));
    }

    /// <summary>Whether somebody has given leave: for the address, or for the host by its name.</summary>
    internal static bool IsAllowed(WebhookAllow allow, string host, IPAddress address)
    {
        var plain = Plain(address);
        return allow.Networks.Any(network => network.Contains(plain) || network.Contains(address)) || allow.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);
    }

    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.Equals(IPAddress.IPv6Loopback) || address.Equals(IPAddress.IPv6Any))
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        foreach (var (range, offset) in Carriers)
        {
            if (range.Contains(address))
            {
                return new IPAddress(bytes.AsSpan(offset, 4));
            }
        }

        return address;
    }

    private static bool IsOurs(IPAddress address) =>
        IPAddress.IsLoopback(address)
        || NetworkInterface.GetAllNetworkInterfaces().SelectMany(one => one.GetIPProperties().UnicastAddresses).Any(one => one.Address.Equals(address));
}
