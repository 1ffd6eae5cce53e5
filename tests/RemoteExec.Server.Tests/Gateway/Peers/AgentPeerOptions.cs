using System.Net;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Server.Tests.Gateway.Peers;

/// <summary>What a well-behaved peer is like.</summary>
internal sealed record AgentPeerOptions
{
    internal IPAddress From { get; init; } = Loopback.Next();

    internal SigningKey? Identity { get; init; }

    internal WireExtensions Offer { get; init; } = WireExtensions.All;

    internal FrameDialect Dialect { get; init; } = FrameDialect.BE16;

    /// <summary>Null: the right one.</summary>
    internal string? Password { get; init; }

    internal bool ShowsPassword { get; init; } = true;

    internal JoinToken? Token { get; init; }

    internal string? Name { get; init; }

    /// <summary>What it tells of in its snapshot.</summary>
    internal IReadOnlyList<ProcessStatusEntry> Snapshot { get; init; } = [];

    internal long HighestId { get; init; }

    /// <summary>True: it says that it started what it is sent, and that it has ended with 0.</summary>
    internal bool Serves { get; init; }
}
