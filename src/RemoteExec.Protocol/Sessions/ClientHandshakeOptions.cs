using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Sessions;

/// <summary>How a client meets a server, and what it knows of it.</summary>
public sealed class ClientHandshakeOptions
{
    /// <summary>The dialect of this connection.</summary>
    public FrameDialect Dialect { get; init; } = FrameDialect.BE16;

    /// <summary>What the client can do; <see cref="WireExtensions.None"/> for the seed's wire and nothing more.</summary>
    public WireExtensions Offer { get; init; } = WireExtensions.All;

    /// <summary>The agent's long-term key; needed to offer <see cref="WireExtensions.Identity"/>.</summary>
    public SigningKey? Identity { get; init; }

    /// <summary>SHA-256 of the key that the server must have; null: not pinned.</summary>
    public ReadOnlyMemory<byte>? PinnedServer { get; init; }

    /// <summary>True: an unpinned server is accepted, and the caller records its key.</summary>
    public bool TrustOnFirstUse { get; init; }

    /// <summary>True: a server without identity is accepted, unless it is pinned.</summary>
    public bool PlainAllowed { get; init; }

    /// <summary>The password to show; null: none.</summary>
    public string? Password { get; init; }

    /// <summary>The join token to prove; null: none. It pins the server.</summary>
    public JoinToken? Token { get; init; }

    /// <summary>From now to authenticated.</summary>
    public TimeSpan Deadline { get; init; } = SessionLimits.AuthenticationDeadline;

    /// <summary>How long the server may stay silent before its key.</summary>
    public TimeSpan KeyDeadline { get; init; } = SessionLimits.AuthenticationDeadline;
}
