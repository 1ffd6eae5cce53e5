using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Hosting;

/// <summary>
/// Both ports, taken before anything is made or started and handed to Kestrel when it asks. A port that is taken is the commonest mistake of a start, and deserves one
/// sentence at once; and whoever connects during the start waits in the queue of the operating system instead of being refused, so that agents are back the moment the server is ready.
/// </summary>
internal sealed class OpenPorts : IDisposable
{
    private readonly List<(EndPoint Wanted, Socket Socket)> _waiting = [];

    /// <summary>Listens on both; comes back with a sentence when one cannot be had.</summary>
    internal static (OpenPorts? Ports, string? Problem) Take(ServerSettings settings)
    {
        var ports = new OpenPorts();
        foreach (var wanted in new[] { settings.Listen, settings.Http })
        {
            try
            {
                ports.Open(wanted);
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                ports.Dispose();
                var error = (exception as SocketException ?? exception.InnerException as SocketException)?.SocketErrorCode ?? SocketError.AddressAlreadyInUse;
                return Explain(error, wanted, settings) is { } sentence ? (null, sentence) : throw new IOException($"cannot listen on {wanted}: {exception.Message}", exception);
            }
        }

        return (ports, null);
    }

    /// <summary>The socket that listens there already; a new one for an address that was not asked for before.</summary>
    internal Socket Give(EndPoint wanted)
    {
        var index = _waiting.FindIndex(one => one.Wanted.Equals(wanted));
        if (index < 0)
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(wanted);
        }

        var socket = _waiting[index].Socket;
        _waiting.RemoveAt(index);
        return socket;
    }

    /// <summary>Closes what nobody came for.</summary>
    public void Dispose()
    {
        foreach (var (_, socket) in _waiting)
        {
            socket.Dispose();
        }

        _waiting.Clear();
    }

    private void Open(IPEndPoint wanted)
    {
        // As Kestrel does it: the wildcard of IPv6 takes IPv4 too.
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(wanted);
        _waiting.Add((wanted, socket));
        socket.Listen();
    }

    private static string? Explain(SocketError error, IPEndPoint wanted, ServerSettings settings) => error switch
    {
        SocketError.AddressAlreadyInUse =>
            $"a port is taken: something listens on {wanted} already. Stop what listens there, or choose others with --listen and --http (port 0 takes any free one).",
        SocketError.AccessDenied =>
            $"not allowed to listen on {settings.Listen} or {settings.Http}; ports below 1024 need root.",
        SocketError.AddressNotAvailable =>
            $"{settings.Listen} or {settings.Http} is not an address of this machine.",
        _ => null,
    };
}
