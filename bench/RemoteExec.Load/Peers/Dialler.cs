using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace RemoteExec.Load.Peers;

/// <summary>Connects over loopback with Kestrel's own socket transport, so that both ends and both contenders pay the same for I/O.</summary>
internal static class Dialler
{
    private static readonly SocketConnectionContextFactory Factory = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);

    /// <summary>Connects.</summary>
    /// <param name="port">On 127.0.0.1.</param>
    /// <param name="source">Where from; several addresses keep below the limits that a server sets for one.</param>
    /// <param name="abortive">True: closing resets the connection, so that thousands a second leave no port waiting behind.</param>
    internal static async Task<ConnectionContext> ConnectAsync(int port, IPAddress? source = null, bool abortive = false)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (source is not null)
        {
            socket.Bind(new IPEndPoint(source, 0));
        }

        if (abortive)
        {
            socket.LingerState = new LingerOption(true, 0);
        }

        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        return Factory.Create(socket);
    }
}
