using System.Net;

namespace RemoteExec.Server.Settings;

/// <summary>Who may connect, as of now: read for every connection, replaced while the server runs.</summary>
internal sealed class AdmissionPolicy(AdmissionSettings settings)
{
    private volatile AdmissionSettings _current = settings;

    /// <summary>The settings that hold for the next connection.</summary>
    public AdmissionSettings Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Whether an address may connect. An IPv4 address that arrived in IPv6's clothes counts as itself.</summary>
    public bool Admits(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _current.IpPool is not { } pool || pool.Any(network => network.Contains(plain));
    }
}
