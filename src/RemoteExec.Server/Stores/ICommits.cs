namespace RemoteExec.Server.Stores;

/// <summary>Wakes readers after a commit. A hint: who is woken reads the stores.</summary>
internal interface ICommits
{
    /// <summary>Rises with every commit.</summary>
    long Version { get; }

    /// <summary>Ends once <see cref="Version"/> is above <paramref name="seen"/>; at once when it already is.</summary>
    Task PastAsync(long seen, CancellationToken cancellation);
}
