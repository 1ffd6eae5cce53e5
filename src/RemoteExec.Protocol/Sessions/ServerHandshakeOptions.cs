using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Sessions;

/// <summary>How a server meets a client.</summary>
public sealed class ServerHandshakeOptions
{
    /// <summary>The server's long-term key; null: it offers no identity.</summary>
    public SigningKey? Identity { get; init; }

    /// <summary>What it can do; identity is left out when there is no key.</summary>
    public WireExtensions Offer { get; init; } = WireExtensions.All;

    /// <summary>False: the client's address is outside the pool; it is told 101 in its dialect.</summary>
    public bool AddressAllowed { get; init; } = true;

    /// <summary>False: clients without extensions are refused (102).</summary>
    public bool PlainAllowed { get; init; } = true;

    /// <summary>From now to authenticated.</summary>
    public TimeSpan Deadline { get; init; } = SessionLimits.AuthenticationDeadline;
}
