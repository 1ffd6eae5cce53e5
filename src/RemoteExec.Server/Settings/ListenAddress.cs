using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RemoteExec.Server.Settings;

/// <summary>The addresses a server listens on, as operators write them.</summary>
internal static class ListenAddress
{
    /// <summary>Reads <c>HOST:PORT</c>.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? endPoint)
    {
        endPoint = null;
        var colon = text.LastIndexOf(':');
        if (colon < 0
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port > IPEndPoint.MaxPort
            || Host(text[..colon]) is not { } address)
        {
            return false;
        }

        endPoint = new IPEndPoint(address, port);
        return true;
    }

    /// <summary>Reads <c>http://HOST[:PORT]</c>; without a port it is the usual one.</summary>
    internal static bool TryParseUrl(string text, [NotNullWhen(true)] out IPEndPoint? endPoint)
    {
        const string Scheme = "http://";
        endPoint = null;
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var authority = text[Scheme.Length..];
        authority = authority.EndsWith('/') ? authority[..^1] : authority;
        var hasPort = authority.LastIndexOf(':') > authority.LastIndexOf(']');
        return TryParse(hasPort ? authority : $"{authority}:{ServerSettings.DefaultHttpPort}", out endPoint);
    }

    /// <summary>How somebody on this machine reaches a bound address: the wildcard is the loopback.</summary>
    internal static string ForThisMachine(IPEndPoint bound) =>
        bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any)
            ? new IPEndPoint(IPAddress.Loopback, bound.Port).ToString()
            : bound.ToString();

    private static IPAddress? Host(string host)
    {
        if (host is "" or "*" or "[::]")
        {
            return Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        }

        if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        return IPAddress.TryParse(bracketed ? host[1..^1] : host, out var address)
            && bracketed == (address.AddressFamily == AddressFamily.InterNetworkV6)
                ? address
                : null;
    }
}
