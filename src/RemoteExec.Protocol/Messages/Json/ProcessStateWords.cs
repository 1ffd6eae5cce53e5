namespace RemoteExec.Protocol.Messages.Json;

/// <summary>Two vocabularies for one state.</summary>
internal static class ProcessStateWords
{
    internal static string Canonical(WireProcessState state) => state switch
    {
        WireProcessState.Running => "RUNNING",
        WireProcessState.Exited => "EXITED",
        WireProcessState.Closed => "CLOSED",
        WireProcessState.Pending => "PENDING",
        WireProcessState.Unknown => "UNKNOWN",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a state of the wire"),
    };

    /// <summary>What an LE4 server understands (docs/protocol.md §10).</summary>
    internal static string Legacy(WireProcessState state) => state switch
    {
        WireProcessState.Exited => "TERMINATED",
        WireProcessState.Closed => "STOPPED",
        _ => Canonical(state),
    };
}
