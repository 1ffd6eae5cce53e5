using System.Net.NetworkInformation;

namespace RemoteExec.Agent.Introduction;

/// <summary>Asks the system for its network interfaces.</summary>
internal static class NetworkCards
{
    /// <summary>Those that are up, without the loopback; none when the system does not say.</summary>
    internal static IReadOnlyList<NetworkCard> Read()
    {
        try
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                    .Select(card => new NetworkCard(
                        card.Name,
                        card.GetPhysicalAddress().GetAddressBytes(),
                        [.. card.GetIPProperties().UnicastAddresses.Select(unicast => (unicast.Address, unicast.PrefixLength))])),
            ];
        }
        catch (NetworkInformationException)
        {
            // An interface that went away while it was asked, or a system that does not tell: the next look finds out.
            return [];
        }
    }
}
