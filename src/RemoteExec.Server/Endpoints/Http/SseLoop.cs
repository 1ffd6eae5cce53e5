using RemoteExec.Server.Telemetry;
using RemoteExec.Storage;

namespace RemoteExec.Server.Endpoints.Http;

/// <summary>What one look at storage came to.</summary>
internal enum SseStep
{
    /// <summary>There may be more: look again at once.</summary>
    More,

    /// <summary>Everything that is there was sent: wait for the next commit.</summary>
    Wait,

    /// <summary>Nothing will come any more.</summary>
    End,
}

/// <summary>
/// The life of a stream: look at storage, send, wait for a commit, look again. Storage is the truth and the feed a hint, so
/// nothing is lost between the two; nothing is kept in memory for a reader that is slow.
/// </summary>
internal sealed class SseLoop(
    CommitFeed commits, IHostApplicationLifetime lifetime, ServerMetrics metrics, TimeProvider time)
{
    /// <summary>Runs until the step says so, the reader goes or the server stops.</summary>
    internal async Task RunAsync(HttpContext context, Func<SseWriter, CancellationToken, Task<SseStep>> step)
    {
        using var counted = metrics.Stream();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            var writer = await SseWriter.OpenAsync(context, ends.Token).ConfigureAwait(false);
            while (true)
            {
                // Taken before the look: a commit between the look and the wait ends the wait at once.
                var seen = commits.Version;
                var came = await step(writer, ends.Token).ConfigureAwait(false);
                await writer.FlushAsync(ends.Token).ConfigureAwait(false);
                if (came == SseStep.End)
                {
                    return;
                }

                if (came == SseStep.Wait && !await CommittedAsync(seen, ends.Token).ConfigureAwait(false))
                {
                    writer.Comment("still here");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has gone or the server stops; either way the stream is over, and resumable.
        }
    }

    private async Task<bool> CommittedAsync(long seen, CancellationToken cancellation)
    {
        try
        {
            await commits.PastAsync(seen, cancellation).WaitAsync(SseWriter.Heartbeat, time, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
