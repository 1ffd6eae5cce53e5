using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace RemoteExec.Agent.Settings;

/// <summary>Where a server waits: a host name or address, and a port.</summary>
internal sealed record ServerAddress(string Host, int Port)
{
    internal const int DefaultPort = 1875;

    /// <summary>Reads <c>HOST</c>, <c>HOST:PORT</c> or <c>[IPV6]:PORT</c>.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out ServerAddress? address)
    {
        address = null;
        var trimmed = text.Trim();
        var bracket = trimmed.LastIndexOf(']');
        var colon = trimmed.LastIndexOf(':');
        var hasPort = colon > bracket;
        var host = hasPort ? trimmed[..colon] : trimmed;
        var port = DefaultPort;
        if (hasPort && (!int.TryParse(trimmed.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > IPEndPoint.MaxPort))
        {
            return false;
        }

        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            host = host[1..^1];
            if (!IPAddress.TryParse(host, out var v6) || v6.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
            {
                return false;
            }
        }
        else if (Uri.CheckHostName(host) is not (UriHostNameType.Dns or UriHostNameType.IPv4))
        {
            return false;
        }

        address = new ServerAddress(host, port);
        return true;
    }

    /// <summary>As people write it; also the name under which the server is remembered.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
