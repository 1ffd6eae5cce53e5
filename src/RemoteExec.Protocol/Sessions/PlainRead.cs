using RemoteExec.Protocol.Framing;

namespace RemoteExec.Protocol.Sessions;

/// <summary>What reading a plaintext frame gave.</summary>
internal enum PlainReadKind
{
    NeedMore,
    Detected,
    Frame,
    Empty,
    TooLarge,
    NotOurs,
    Closed,
    Truncated,
}

/// <summary>A plaintext frame, or why there is none.</summary>
internal readonly record struct PlainRead(PlainReadKind Kind, FrameDialect Dialect, byte[]? Data = null);
