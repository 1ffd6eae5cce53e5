using System.Threading.Channels;

namespace RemoteExec.Agent.Execution;

/// <summary>One thread of thought: whatever touches a ledger is posted here, and done one after the other. What waits together is done together, so that it shares one journal write.</summary>
internal sealed class Mailbox
{
    /// <summary>How much is done together at most.</summary>
    internal const int BatchSize = 256;

    private readonly Channel<Action> _posts = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });

    internal void Post(Action action) => _posts.Writer.TryWrite(action);

    /// <summary>Does something in its turn, and waits until it was done.</summary>
    internal Task<T> AskAsync<T>(Func<T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                answer.SetResult(question());
            }
            catch (Exception e)
            {
                answer.SetException(e);
            }
        });
        return answer.Task;
    }

    /// <summary>No more is taken; what waits is still done.</summary>
    internal void Close() => _posts.Writer.TryComplete();

    /// <summary>Works until <see cref="Close"/>.</summary>
    /// <param name="afterBatch">Called after everything that waited together.</param>
    internal async Task RunAsync(Action afterBatch)
    {
        while (await _posts.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            for (var i = 0; i < BatchSize && _posts.Reader.TryRead(out var action); i++)
            {
                action();
            }

            afterBatch();
        }
    }
}
