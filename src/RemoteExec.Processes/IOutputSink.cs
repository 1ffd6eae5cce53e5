namespace RemoteExec.Processes;

/// <summary>Takes what a process writes. Calls for one stream come one after the other; the two streams call independently.</summary>
public interface IOutputSink
{
    /// <summary>Takes a piece. Until it returns no more is read of that stream, so a sink that waits holds the process back.</summary>
    /// <param name="stream">Which stream.</param>
    /// <param name="data">Valid until the call returns.</param>
    ValueTask WriteAsync(OutputStream stream, ReadOnlyMemory<byte> data);
}
