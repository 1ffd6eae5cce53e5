namespace RemoteExec.Agent.Hosting;

/// <summary>A value that is replaced as a whole while others use it; who must follow waits for the next one, and misses none that still counts.</summary>
/// <typeparam name="T">Immutable.</typeparam>
internal sealed class Changing<T>(T first)
    where T : class
{
    private readonly Lock _gate = new();
    private T _now = first;
    private TaskCompletionSource _changed = Fresh();

    internal T Now
    {
        get
        {
            lock (_gate)
            {
                return _now;
            }
        }
    }

    internal void Set(T next)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _now = next;
            (changed, _changed) = (_changed, Fresh());
        }

        changed.SetResult();
    }

    /// <summary>The value as soon as it is another one than was seen.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled first.</exception>
    internal async Task<T> AfterAsync(T seen, CancellationToken cancel)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (!ReferenceEquals(_now, seen))
                {
                    return _now;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
