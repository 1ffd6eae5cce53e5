using System.Net;
using System.Net.Sockets;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Hosting;

/// <summary>
/// Looks, before anything is made or started, whether both ports can be had: a port that is taken is the commonest mistake of a start, and deserves one sentence at once.
/// Kestrel may still find it taken a moment later; that is said in the same words.
/// </summary>
internal static class PortCheck
{
    /// <summary>Null when both can be had, else the sentence.</summary>
    internal static string? FindProblem(ServerSettings settings) => FindProblem(settings.Listen, settings) ?? FindProblem(settings.Http, settings);

    /// <summary>The sentence for a port that could not be had; null for what has nothing to do with ports.</summary>
    internal static string? Explain(SocketError error, string detail, ServerSettings settings) => error switch
    {
        SocketError.AddressAlreadyInUse =>
            $"a port is taken: {detail.TrimEnd('.')}. Stop what listens there, or choose others with --listen and --http (port 0 takes any free one).",
        SocketError.AccessDenied =>
            $"not allowed to listen on {settings.Listen} or {settings.Http}; ports below 1024 need root.",
        SocketError.AddressNotAvailable =>
            $"{settings.Listen} or {settings.Http} is not an address of this machine.",
        _ => null,
    };

    private static string? FindProblem(IPEndPoint wanted, ServerSettings settings)
    {
        if (wanted.Port == 0)
        {
            return null;
        }

        try
        {
            // As Kestrel does it: the wildcard of IPv6 takes IPv4 too.
            using var socket = new Socket(wanted.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (wanted.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(wanted);
            socket.Listen();
            return null;
        }
        catch (SocketException exception)
        {
            return Explain(exception.SocketErrorCode, $"something listens on {wanted} already", settings);
        }
    }
}
