using System.IO.Pipelines;

namespace RemoteExec.Protocol.Sessions;

/// <summary>
/// The end of a connection on which something was just said. Closing with unread input makes the operating system send a reset, which overtakes our last packet; so input is
/// discarded until the peer closes or 500 ms have passed.
/// </summary>
public static class LingeringClose
{
    /// <summary>Flushes, then discards. The caller closes afterwards.</summary>
    /// <param name="transport">The connection; nobody else reads or writes it any more.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends the wait early.</param>
    public static async Task RunAsync(IDuplexPipe transport, TimeProvider time, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        using var timeout = new CancellationTokenSource(SessionLimits.Linger, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            await transport.Output.FlushAsync(either.Token).ConfigureAwait(false);
            while (true)
            {
                var result = await transport.Input.ReadAsync(either.Token).ConfigureAwait(false);
                transport.Input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The peer had its time.
        }
        catch (IOException)
        {
            // The peer is gone: nothing is left to be read by it.
        }
    }
}
