using System.Net;
using System.Net.Sockets;
using RemoteExec.Server.Hosting;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Notices.Webhooks;

/// <summary>A webhook leads inward, and nobody has given leave. The message is for people.</summary>
internal sealed class InwardException(string sentence) : IOException(sentence);

/// <summary>The one way out for webhooks: names are resolved here, and the very address that was judged is connected to, so that a name which means something else a moment later is of no use.</summary>
internal sealed class WebhookDoor(LiveSettings settings, BoundEndpoints bound)
{
    /// <summary>Connects.</summary>
    /// <exception cref="InwardException">Every address of the host leads inward.</exception>
    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var allow = settings.Current.Notices.Allow;
        var own = bound.Ports();
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
        var outward = addresses.Where(address => !InwardAddresses.IsInward(address, port, own) || InwardAddresses.IsAllowed(allow, host, address)).ToArray();
        if (outward.Length == 0)
        {
            throw new InwardException($"it leads inward, to {(addresses.Length > 0 ? addresses[0] : host)}; whoever wants that adds it to webhookAllow");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(outward, port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
