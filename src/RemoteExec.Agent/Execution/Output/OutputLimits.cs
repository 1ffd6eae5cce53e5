namespace RemoteExec.Agent.Execution.Output;

/// <summary>How much output waits on an agent, and in what pieces it leaves.</summary>
internal static class OutputLimits
{
    /// <summary>Bytes of one stream of one process that wait to be acknowledged.</summary>
    internal const int PerStream = 1024 * 1024;

    /// <summary>Bytes of all processes together.</summary>
    internal const long Together = 64L * 1024 * 1024;

    /// <summary>Bytes under way to the server that it has not acknowledged.</summary>
    internal const long UnderWay = 4L * 1024 * 1024;

    /// <summary>Bytes of one process in one packet, so that a loud one does not drown the others.</summary>
    internal const int PerTurn = 32 * 1024;

    /// <summary>Bytes in one packet: with base64 and what stands around each piece it stays below the largest.</summary>
    internal const int PerPacket = 48 * 1024;

    /// <summary>How often a full program looks whether others have made room.</summary>
    internal static readonly TimeSpan LookForRoom = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a program is held back by a server that acknowledges nothing, before its oldest output is let go.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
}
