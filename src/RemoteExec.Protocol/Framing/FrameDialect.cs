namespace RemoteExec.Protocol.Framing;

/// <summary>
/// How a peer writes the header of a frame: the byte order of LENGTH, and whether twelve reserved bytes follow it.
/// A connection has one dialect, the one of its first packet. The numbers are stable and append-only.
/// </summary>
public enum FrameDialect
{
    /// <summary>Network byte order, sixteen-byte header. The canonical dialect (seed: Pseudo header).</summary>
    BE16 = 0,

    /// <summary>Little endian, sixteen-byte header.</summary>
    LE16 = 1,

    /// <summary>Network byte order, four-byte header without reserved bytes.</summary>
    BE4 = 2,

    /// <summary>Little endian, four-byte header without reserved bytes. The legacy server's dialect.</summary>
    LE4 = 3,
}
