using System.Net;
using System.Net.Sockets;
using RemoteExec.Agent.Introduction;

namespace RemoteExec.Agent.Waking;

/// <summary>A network that this machine is on.</summary>
/// <param name="Own">This machine's address there.</param>
/// <param name="Everyone">The address of all who are there.</param>
internal sealed record LocalNetwork(IPAddress Own, IPAddress Everyone)
{
    /// <summary>At most so many are told.</summary>
    private const int Most = 16;

    /// <summary>IPv4 only: IPv6 knows no broadcast, and a card that sleeps has no address.</summary>
    internal static IReadOnlyList<LocalNetwork> All() =>
    [
        .. NetworkCards.Read().SelectMany(card => card.Addresses)
            .Where(entry => entry.Address.AddressFamily == AddressFamily.InterNetwork && entry.Bits is > 0 and < 31)
            .Select(entry => new LocalNetwork(entry.Address, EveryoneOf(entry.Address, entry.Bits)))
            .Take(Most),
    ];

    /// <summary>The last address of a network.</summary>
    /// <param name="address">Any address of it, IPv4.</param>
    /// <param name="bits">How many of its first bits name the network, 0–32.</param>
    internal static IPAddress EveryoneOf(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = bits; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }
}
