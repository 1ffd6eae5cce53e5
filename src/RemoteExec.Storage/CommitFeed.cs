namespace RemoteExec.Storage;

/// <summary>Wakes readers after a commit. A hint: who is woken reads the store.</summary>
public sealed class CommitFeed
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version;

    /// <summary>Rises with every commit.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Ends once <see cref="Version"/> is above <paramref name="seen"/>; at once when it already is.</summary>
    /// <param name="seen">A version that was read before the store was.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task PastAsync(long seen, CancellationToken cancellation)
    {
        // The signal is taken before the version is read: a commit between the two completes it.
        var next = Volatile.Read(ref _next);
        return Version > seen ? Task.CompletedTask : next.Task.WaitAsync(cancellation);
    }

    internal void Publish()
    {
        Interlocked.Increment(ref _version);
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
