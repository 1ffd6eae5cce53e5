using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Grains;

namespace RemoteExec.Server.Gateway;

/// <summary>The questions of one session whether programs would start, and who waits for their answers.</summary>
/// <param name="time">The clock.</param>
internal sealed class CheckDesk(TimeProvider time)
{
    /// <summary>From the question to the answer.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Bytes by which a question is longer than an <c>execute</c> of the same entries, at most.</summary>
    private const int Envelope = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, TaskCompletionSource<IReadOnlyList<ExecutedEntry>?>> _open = [];
    private long _last;
    private bool _closed;

    /// <summary>Asks.</summary>
    /// <param name="entries">Whatever their number; their ids are those of the answers.</param>
    /// <param name="dialect">Of the peer.</param>
    /// <param name="send">Sends to the peer; false when it cannot.</param>
    /// <returns>An answer for each; null when the peer has gone, or did not answer in time.</returns>
    internal async Task<IReadOnlyList<ExecutedNews>?> AskAsync(IReadOnlyList<ExecuteEntry> entries, FrameDialect dialect, Func<WireMessage, bool> send)
    {
        var (parts, tooLarge) = ExecuteParts.Of(entries, dialect, Envelope);
        var answers = await Task.WhenAll(parts.Select(part => AskAsync(part.Entries, send))).ConfigureAwait(false);
        return answers.Contains(null)
            ? null
            : [.. answers.SelectMany(answer => answer!).Select(entry => new ExecutedNews(entry.Id!.Value.Number!.Value, entry.Started, PeerText.OneLine(entry.Message))),
               .. tooLarge.Select(entry => new ExecutedNews(entry.Id!.Value.Number!.Value, false, ExecuteParts.TooLarge))];
    }

    /// <summary>The peer has answered. An answer to nothing that was asked, or that does not fit its question, counts as none.</summary>
    internal void Answer(CheckedMessage answer)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(answer.Question, out var waiting))
            {
                waiting.TrySetResult(answer.Entries);
            }
        }
    }

    /// <summary>The session is over.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var waiting in _open.Values)
            {
                waiting.TrySetResult(null);
            }
        }
    }

    private async Task<IReadOnlyList<ExecutedEntry>?> AskAsync(IReadOnlyList<ExecuteEntry> entries, Func<WireMessage, bool> send)
    {
        var waiting = new TaskCompletionSource<IReadOnlyList<ExecutedEntry>?>(TaskCreationOptions.RunContinuationsAsynchronously);
        long question;
        lock (_gate)
        {
            if (_closed)
            {
                return null;
            }

            question = ++_last;
            _open[question] = waiting;
        }

        try
        {
            var answer = send(new CheckMessage(question, entries)) ? await waiting.Task.WaitAsync(Patience, time).ConfigureAwait(false) : null;
            return answer is not null && answer.Select(entry => entry.Id).SequenceEqual(entries.Select(entry => entry.Id)) ? answer : null;
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            lock (_gate)
            {
                _open.Remove(question);
            }
        }
    }
}
