namespace RemoteExec.Protocol.Sessions;

/// <summary>Every time and count of a conversation (docs/protocol.md §12).</summary>
public static class SessionLimits
{
    /// <summary>From the accepted connection to the authenticated client, whatever dribbles in meanwhile.</summary>
    public static readonly TimeSpan AuthenticationDeadline = TimeSpan.FromSeconds(10);

    /// <summary>How long a server waits for the dialect of a client whose address it will refuse.</summary>
    public static readonly TimeSpan RefusalDeadline = TimeSpan.FromSeconds(2);

    /// <summary>How long input is discarded before a close, so that the peer reads the last packet instead of a reset.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(500);

    /// <summary>Silence after which a peer is asked whether it lives.</summary>
    public static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(15);

    /// <summary>Silence after which a peer is dead.</summary>
    public static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(45);

    /// <summary>Pings with which a client that negotiated <c>clock</c> begins a connection.</summary>
    public const int ClockBurst = 8;

    /// <summary>Between two of them.</summary>
    public static readonly TimeSpan ClockBurstEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two pings after them.</summary>
    public static readonly TimeSpan ClockEvery = TimeSpan.FromSeconds(10);

    /// <summary>An instant that has passed by more than this is not made up for.</summary>
    public static readonly TimeSpan InstantTooLate = TimeSpan.FromSeconds(60);

    /// <summary>The stretch of time over which invalid packets are counted.</summary>
    public static readonly TimeSpan FaultWindow = TimeSpan.FromSeconds(60);

    /// <summary>Invalid packets that a stretch may hold; the next one closes.</summary>
    public const int FaultsAllowed = 3;

    /// <summary>Bytes written to a transport after which a sender waits for the peer to take them.</summary>
    public const int FlushAfter = 65_536;

    /// <summary>Packets that wait to be sent to one peer.</summary>
    public const int SendQueue = 1_024;
}
