using System.Net;
using System.Net.Sockets;

namespace RemoteExec.Server.Hosting;

/// <summary>
/// The sockets that listen. Kestrel closes a whole endpoint, connections and all; one whose listening socket is closed for it stops accepting, and everybody who is connected stays.
/// </summary>
internal sealed class ListenSockets
{
    private readonly Lock _lock = new();
    private readonly List<Socket> _listening = [];

    internal Socket Remember(Socket socket)
    {
        lock (_lock)
        {
            _listening.Add(socket);
        }

        return socket;
    }

    /// <summary>Nobody new gets in there from now on.</summary>
    internal void Close(IPEndPoint bound)
    {
        lock (_lock)
        {
            foreach (var socket in _listening.FindAll(socket => bound.Equals(LocalOf(socket))))
            {
                _listening.Remove(socket);
                socket.Dispose();
            }
        }
    }

    private static EndPoint? LocalOf(Socket socket)
    {
        try
        {
            return socket.LocalEndPoint;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }
}
