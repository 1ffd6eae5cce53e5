namespace RemoteExec.Protocol.Framing;

/// <summary>What the first bytes of a connection say about the peer.</summary>
public enum DialectVerdict
{
    /// <summary>Not enough bytes yet.</summary>
    NeedMore,

    /// <summary>One of ours; the dialect is known.</summary>
    Detected,

    /// <summary>LENGTH 0 in every reading: answer error 200 in BE16 and close.</summary>
    Empty,

    /// <summary>One of ours that announces more than it may: answer error 201 in the dialect found and close.</summary>
    TooLarge,

    /// <summary>Something else (TLS, HTTP, SSH, noise): close without writing a byte.</summary>
    NotOurs,
}
