using System.Net;
using System.Net.NetworkInformation;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Introduction;

/// <summary>How others reach this machine.</summary>
/// <param name="Addresses">Of all cards, as text.</param>
/// <param name="Networks">The cards by which it can be found and woken.</param>
internal sealed record NetworkCards(IReadOnlyList<string> Addresses, IReadOnlyList<NetworkEntry> Networks)
{
    private const int MostAddresses = 16;

    /// <summary>As they are now.</summary>
    internal static NetworkCards Read()
    {
        try
        {
            var cards = NetworkInterface.GetAllNetworkInterfaces()
                .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .Select(card => (Card: card, Addresses: AddressesOf(card)))
                .ToList();
            return new NetworkCards(
                [.. cards.SelectMany(card => card.Addresses).Select(unicast => unicast.Address.ToString()).Take(MostAddresses)],
                [
                    .. cards.Where(card => card.Addresses.Count > 0 && card.Card.GetPhysicalAddress().GetAddressBytes().Length == HardwareAddress.Length && !IsInner(card.Card.Name))
                        .Select(card => new NetworkEntry(
                            string.Join(':', card.Card.GetPhysicalAddress().GetAddressBytes().Select(part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture))),
                            [.. card.Addresses.Select(unicast => $"{unicast.Address}/{unicast.PrefixLength}").Where(AddressOnNetwork.IsValid).Take(MessageLimits.MaxAddresses)]))
                        .Where(network => HardwareAddress.IsValid(network.Mac))
                        .Take(MessageLimits.MaxNetworks),
                ]);
        }
        catch (NetworkInformationException)
        {
            return new NetworkCards([], []);
        }
    }

    private static List<UnicastIPAddressInformation> AddressesOf(NetworkInterface card) =>
        [.. card.GetIPProperties().UnicastAddresses.Where(unicast => !IPAddress.IsLoopback(unicast.Address) && !unicast.Address.IsIPv6LinkLocal)];

    // A bridge that leads nowhere: containers and virtual machines of this one are on it, and every machine has the same.
    private static bool IsInner(string card)
    {
        var ports = $"/sys/class/net/{card}/brif";
        return Directory.Exists(ports) && !Directory.EnumerateFileSystemEntries(ports).Any(port => Directory.Exists($"/sys/class/net/{Path.GetFileName(port)}/device"));
    }
}
