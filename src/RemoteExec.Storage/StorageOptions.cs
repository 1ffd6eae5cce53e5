namespace RemoteExec.Storage;

/// <summary>Where and how much is stored.</summary>
public sealed class StorageOptions
{
    /// <summary>The database file; made, with mode 0600, when it is missing.</summary>
    public required string DatabaseFile { get; set; }

    /// <summary>Bytes of output kept of one process, the newest; beyond it the oldest go.</summary>
    public long OutputPerProcess { get; set; } = 10_000_000;

    /// <summary>Days that ended processes, their output and events are kept; 0: for ever.</summary>
    public int RetentionDays { get; set; } = 30;

    /// <summary>Megabytes (10^6 bytes) that the database may use before the oldest history is forgotten early; 0: as many as it needs.</summary>
    public int RetentionMegabytes { get; set; }

    /// <summary>Days that rows of the audit are kept, at least <see cref="LeastAuditDays"/>.</summary>
    public int AuditDays { get; set; } = 400;

    /// <summary>Younger rows of the audit cannot be deleted: the database itself refuses it.</summary>
    public const int LeastAuditDays = 30;

    /// <summary>How long a statement waits for a database that someone else holds.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
