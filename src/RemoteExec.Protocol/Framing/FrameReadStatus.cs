namespace RemoteExec.Protocol.Framing;

/// <summary>What the bytes received so far hold.</summary>
public enum FrameReadStatus
{
    /// <summary>No complete frame yet. If the stream ends here with bytes left over, the frame was truncated.</summary>
    NeedMore,

    /// <summary>One whole frame.</summary>
    Frame,

    /// <summary>LENGTH is over the limit: error 201. Its body must not be waited for.</summary>
    TooLarge,

    /// <summary>LENGTH is 0, which no packet can be: error 200.</summary>
    Empty,
}
