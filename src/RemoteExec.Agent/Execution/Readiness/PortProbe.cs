using System.Net;
using System.Net.Sockets;

namespace RemoteExec.Agent.Execution.Readiness;

/// <summary>Whether a TCP port of this machine takes connections. One is made and closed at once.</summary>
/// <param name="port">1…65,535.</param>
/// <param name="time">The clock.</param>
internal sealed class PortProbe(int port, TimeProvider time) : IReadyProbe
{
    private static readonly IPAddress[] Here = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    public async Task<string?> TryAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(ReadyProbes.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        var reason = "";
        foreach (var address in Here)
        {
            try
            {
                using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(new IPEndPoint(address, port), either.Token).ConfigureAwait(false);

                // A port that nobody has may be given to this very socket, which then meets itself.
                if (!Equals(socket.LocalEndPoint, socket.RemoteEndPoint))
                {
                    return null;
                }

                reason = Nothing("");
            }
            catch (SocketException refused)
            {
                // The first says it: a machine without IPv6 must not be told that this is its trouble.
                reason = reason.Length > 0 ? reason : Nothing($" ({refused.SocketErrorCode})");
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return $"port {port} did not answer within {ReadyProbes.Patience.TotalSeconds} s";
            }
        }

        return reason;
    }

    private string Nothing(string why) => $"nothing takes connections on port {port}{why}";

    public void Dispose()
    {
        // Holds nothing between two looks.
    }
}
