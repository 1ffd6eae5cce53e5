namespace RemoteExec.Protocol.Messages;

/// <summary>States of a process on the wire.</summary>
public enum WireProcessState
{
    /// <summary>The operating system confirms that it lives.</summary>
    Running = 1,

    /// <summary>It ended by itself.</summary>
    Exited = 2,

    /// <summary>It ended on request.</summary>
    Closed = 3,

    /// <summary>A delay, or the pause before another attempt, runs; only between peers with a journal.</summary>
    Pending = 4,

    /// <summary>The client cannot tell what became of it.</summary>
    Unknown = 5,
}
