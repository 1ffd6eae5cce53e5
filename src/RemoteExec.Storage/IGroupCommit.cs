namespace RemoteExec.Storage;

/// <summary>The one writer: whatever waits goes into one transaction, in order.</summary>
public interface IGroupCommit
{
    /// <summary>Whether the database takes what is written; for <c>/readyz</c>.</summary>
    StorageHealth Health { get; }

    /// <summary>True when so much waits already that whoever can wait should.</summary>
    bool IsCrowded { get; }

    /// <summary>Queues changes. The task completes after their commit. While the database is away they wait, in order, and are tried again.</summary>
    /// <param name="changes">They go into one transaction.</param>
    /// <exception cref="StorageFullException">More waits already than memory should hold.</exception>
    Task CommitAsync(IReadOnlyList<StorageChange> changes);
}

/// <summary>The database has been away for so long that nothing more can be remembered for it.</summary>
public sealed class StorageFullException() : Exception("The database takes nothing, and too much waits for it already.");
