using System.Net;

namespace RemoteExec.Server.Settings;

/// <summary>Who may connect as an agent. This is the part that is read again while the server runs.</summary>
internal sealed record AdmissionSettings
{
    /// <summary>Addresses that may connect; null: every address, empty: none.</summary>
    public IReadOnlyList<IPNetwork>? IpPool { get; init; }

    /// <summary>Whether peers that negotiate no extension are served.</summary>
    public bool PlainAllowed { get; init; } = true;
}
