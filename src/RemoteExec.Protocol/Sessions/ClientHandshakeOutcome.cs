using RemoteExec.Protocol.Errors;

namespace RemoteExec.Protocol.Sessions;

/// <summary>Why a client is not connected. What to do about it differs, so the caller decides by this and never by a text.</summary>
public enum ClientHandshakeEnd
{
    /// <summary>It is connected.</summary>
    None = 0,

    /// <summary>The server closed or was silent before its key: perhaps another dialect.</summary>
    NoKey,

    /// <summary>The server closed or was silent after its key.</summary>
    LostDuringHandshake,

    /// <summary>The server sent an error; see <see cref="ClientHandshakeOutcome.Error"/>.</summary>
    ServerError,

    /// <summary>What the server sent is not this protocol.</summary>
    NotOurs,

    /// <summary>The server has no identity, and the client insists on one.</summary>
    NoIdentity,

    /// <summary>The server's identity is not the pinned one, or its signature is wrong: perhaps someone stands between.</summary>
    WrongIdentity,

    /// <summary>The server's identity is not known, and trust on first use is not allowed.</summary>
    NotPinned,
}

/// <summary>How a client's handshake ended.</summary>
public sealed class ClientHandshakeOutcome
{
    /// <summary>Why it is not connected.</summary>
    public ClientHandshakeEnd End { get; internal init; }

    /// <summary>What the server reported; <see cref="WireErrorCode.None"/> when it did not.</summary>
    public WireErrorCode Error { get; internal init; }

    /// <summary>A safe sentence for people: what happened.</summary>
    public string Detail { get; internal init; } = "";

    /// <summary>The channel; null when it is not connected. The caller disposes it.</summary>
    public PacketChannel? Channel { get; internal init; }

    /// <summary>The server's identity key (32 bytes); null when it showed none. Set also when it was refused for it.</summary>
    public byte[]? ServerKey { get; internal init; }

    /// <summary>True when something was said that a lingering close must protect.</summary>
    public bool ToldServer { get; internal init; }
}
