using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Introduction;

/// <summary>Where a machine can be found: what <c>setup</c> tells of its networks. Two pictures of an unchanged machine are equal, whatever the order in which the system lists things.</summary>
internal sealed class NetworkPicture : IEquatable<NetworkPicture>
{
    /// <summary>Addresses in all.</summary>
    internal const int MostAddresses = 16;

    /// <summary>Cards.</summary>
    internal const int MostNetworks = 16;

    /// <summary>Addresses of one card.</summary>
    internal const int MostAddressesOfOne = 8;

    private const int MacBytes = 6;

    // What containers and virtual machines make on their host: alike on every machine, and reached from none.
    private static readonly string[] Inner = ["docker", "br-", "veth", "virbr", "vnet", "cni", "flannel", "cali", "podman", "lxcbr", "lxdbr", "vEthernet (WSL", "vEthernet (Default Switch"];

    private NetworkPicture(IReadOnlyList<string> addresses, IReadOnlyList<SetupNetwork> networks)
    {
        Addresses = addresses;
        Networks = networks;
    }

    /// <summary>Addresses at which others may reach it, IPv4 first.</summary>
    internal IReadOnlyList<string> Addresses { get; }

    /// <summary>Its cards with a hardware address, one for each such address.</summary>
    internal IReadOnlyList<SetupNetwork> Networks { get; }

    /// <summary>The machine as it is now.</summary>
    internal static NetworkPicture Now() => Of(NetworkCards.Read());

    /// <summary>What is told of these interfaces.</summary>
    internal static NetworkPicture Of(IReadOnlyList<NetworkCard> cards)
    {
        var outer = cards.Where(card => !Inner.Any(start => card.Name.StartsWith(start, StringComparison.Ordinal))).OrderBy(card => card.Name, StringComparer.Ordinal).ToList();
        var all = outer.SelectMany(card => card.Addresses).Select(entry => Unscoped(entry.Address)).Where(address => !IPAddress.IsLoopback(address)).Distinct().Order(ByFamily).ToList();
        var wide = all.Where(address => !IsLinkLocal(address)).ToList();

        // An address that holds only on its own cable is told when there is no better one.
        return new NetworkPicture([.. (wide.Count > 0 ? wide : all).Take(MostAddresses).Select(address => address.ToString())], Told(outer));
    }

    public bool Equals(NetworkPicture? other) =>
        other is not null && Addresses.SequenceEqual(other.Addresses)
        && Networks.Select(Line).SequenceEqual(other.Networks.Select(Line));

    public override bool Equals(object? obj) => Equals(obj as NetworkPicture);

    public override int GetHashCode() => HashCode.Combine(Addresses.Count, Networks.Count);

    // A bridge and its ports, a card and its VLANs share one hardware address: they are one to whoever wakes the machine.
    private static List<SetupNetwork> Told(IEnumerable<NetworkCard> cards) =>
    [
        .. cards.Where(card => card.Mac.Length == MacBytes && card.Mac.Any(b => b != 0))
            .GroupBy(card => string.Join(':', card.Mac.Select(b => b.ToString("x2", CultureInfo.InvariantCulture))))
            .Take(MostNetworks)
            .Select(alike => new SetupNetwork(
                alike.Key,
                [
                    .. alike.SelectMany(card => card.Addresses)
                        .Select(entry => (Address: Unscoped(entry.Address), entry.Bits))
                        .Where(entry => !IPAddress.IsLoopback(entry.Address) && !IsLinkLocal(entry.Address))
                        .OrderBy(entry => entry.Address, ByFamily)
                        .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Address}/{entry.Bits}"))
                        .Distinct()
                        .Take(MostAddressesOfOne),
                ])),
    ];

    private static string Line(SetupNetwork network) => $"{network.Mac} {string.Join(' ', network.Addresses)}";

    // 169.254.0.0/16 (RFC 3927) and fe80::/10 (RFC 4291 §2.5.6).
    private static bool IsLinkLocal(IPAddress address) =>
        address.IsIPv6LinkLocal || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..]);

    // The scope of an IPv6 address is a number of this machine, which means nothing to others.
    private static IPAddress Unscoped(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address;

    private static readonly Comparer<IPAddress> ByFamily = Comparer<IPAddress>.Create((one, other) =>
    {
        var (left, right) = (one.GetAddressBytes(), other.GetAddressBytes());
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.AsSpan().SequenceCompareTo(right);
    });
}
