namespace RemoteExec.Agent.Execution.Output;

/// <summary>In what pieces output leaves an agent.</summary>
internal static class OutputLimits
{
    /// <summary>Bytes under way to the server that it has not acknowledged.</summary>
    internal const long UnderWay = 4L * 1024 * 1024;

    /// <summary>Bytes in one piece.</summary>
    internal const int PerPiece = 16 * 1024;

    /// <summary>Pieces of one process in one packet, so that a loud one does not drown the others.</summary>
    internal const int PiecesPerTurn = 2;

    /// <summary>Bytes in one packet: with base64 and what stands around each piece it stays below the largest.</summary>
    internal const int PerPacket = 48 * 1024;
}
