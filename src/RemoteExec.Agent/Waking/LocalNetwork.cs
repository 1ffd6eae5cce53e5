using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Waking;

/// <summary>A network that this machine is on.</summary>
/// <param name="Own">This machine's address there.</param>
/// <param name="Everyone">The address of all who are there.</param>
internal sealed record LocalNetwork(IPAddress Own, IPAddress Everyone)
{
    /// <summary>At most so many are told.</summary>
    private const int Most = 16;

    /// <summary>IPv4 only: IPv6 knows no broadcast, and a card that sleeps has no address.</summary>
    internal static IReadOnlyList<LocalNetwork> All()
    {
        try
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                    .SelectMany(card => card.GetIPProperties().UnicastAddresses)
                    .Where(unicast => unicast.Address.AddressFamily == AddressFamily.InterNetwork && unicast.PrefixLength is > 0 and < 31)
                    .Select(unicast => new LocalNetwork(unicast.Address, new AddressOnNetwork(unicast.Address, unicast.PrefixLength).Last()))
                    .Take(Most),
            ];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
