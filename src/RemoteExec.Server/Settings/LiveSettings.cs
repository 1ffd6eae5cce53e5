namespace RemoteExec.Server.Settings;

/// <summary>The settings as of now: whoever wants to know asks every time.</summary>
internal sealed class LiveSettings(ServerSettings first)
{
    private volatile ServerSettings _current = first;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What holds for the next thing that happens.</summary>
    public ServerSettings Current => _current;

    /// <summary>Ends with the next change.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    internal void Take(ServerSettings settings)
    {
        _current = settings;
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
