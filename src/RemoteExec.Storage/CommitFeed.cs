namespace RemoteExec.Storage;

/// <summary>What a commit brought. A hint and not the news itself: who wants it reads it.</summary>
/// <param name="LastEventId">The newest event; 0: no event.</param>
/// <param name="Processes">Processes with output or another state.</param>
public sealed record CommitNotice(long LastEventId, IReadOnlySet<long> Processes);

/// <summary>Wakes those who watch after each commit.</summary>
public sealed class CommitFeed
{
    private readonly Lock _lock = new();
    private Action<CommitNotice>[] _subscribers = [];

    /// <summary>Calls back after each commit, on the writer's thread: set a signal and return.</summary>
    /// <param name="notify">What to call.</param>
    /// <returns>Ends the subscription.</returns>
    public IDisposable Subscribe(Action<CommitNotice> notify)
    {
        lock (_lock)
        {
            _subscribers = [.. _subscribers, notify];
        }

        return new Subscription(this, notify);
    }

    internal void Publish(CommitNotice notice)
    {
        foreach (var notify in Volatile.Read(ref _subscribers))
        {
            notify(notice);
        }
    }

    private sealed class Subscription(CommitFeed feed, Action<CommitNotice> notify) : IDisposable
    {
        public void Dispose()
        {
            lock (feed._lock)
            {
                feed._subscribers = [.. feed._subscribers.Where(other => !ReferenceEquals(other, notify))];
            }
        }
    }
}
