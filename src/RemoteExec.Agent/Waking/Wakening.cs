using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using RemoteExec.Agent.Connection;

namespace RemoteExec.Agent.Waking;

/// <summary>Wakes machines near this one.</summary>
internal static class Wakening
{
    /// <summary>Where nobody listens, and every card does.</summary>
    internal const int DiscardPort = 9;

    // Nobody acknowledges, and a switch may drop one.
    private const int Copies = 3;

    /// <summary>Sends what wakes them to everyone on the networks.</summary>
    /// <param name="macs">Whom.</param>
    /// <param name="networks">Where.</param>
    /// <param name="port">To which port.</param>
    /// <param name="log">Told where it did not work.</param>
    internal static void Send(IReadOnlyList<string> macs, IReadOnlyList<LocalNetwork> networks, int port, ILogger log)
    {
        var packets = macs.Select(MagicPacket.For).ToList();
        foreach (var network in networks)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true };
                socket.Bind(new IPEndPoint(network.Own, 0));
                foreach (var packet in Enumerable.Repeat(packets, Copies).SelectMany(all => all))
                {
                    socket.SendTo(packet, new IPEndPoint(network.Everyone, port));
                }
            }
            catch (SocketException e)
            {
                ConnectionLog.NotWoken(log, network.Own, e.Message);
            }
        }

        ConnectionLog.Woke(log, string.Join(", ", macs), networks.Count);
    }
}
