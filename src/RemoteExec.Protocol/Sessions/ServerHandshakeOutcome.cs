using RemoteExec.Protocol.Errors;

namespace RemoteExec.Protocol.Sessions;

/// <summary>How a handshake ended: with a channel, or with a reason. What the peer had to be told has been written; <see cref="LingeringClose"/> sees it out.</summary>
public sealed class ServerHandshakeOutcome
{
    private ServerHandshakeOutcome()
    {
    }

    /// <summary>The channel of an authenticated client; null when it was refused. The caller disposes it.</summary>
    public PacketChannel? Channel { get; private init; }

    /// <summary>Who it is; null when it was refused.</summary>
    public ClientCredentials? Client { get; private init; }

    /// <summary>Why it was refused: what it was told, or would have been, and a sentence for the log. Null when it was let in, and when it just went away.</summary>
    public WireFault? Fault { get; private init; }

    /// <summary>True when something was said that a lingering close must protect.</summary>
    public bool WasTold { get; private init; }

    internal static ServerHandshakeOutcome LetIn(PacketChannel channel, ClientCredentials client) => new() { Channel = channel, Client = client };

    internal static ServerHandshakeOutcome Refused(WireFault fault, bool wasTold) => new() { Fault = fault, WasTold = wasTold };

    internal static ServerHandshakeOutcome WentAway() => new();
}
