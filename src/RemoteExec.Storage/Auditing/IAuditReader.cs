namespace RemoteExec.Storage.Auditing;

/// <summary>Which rows of the audit are wanted; null: all.</summary>
/// <param name="Who">The name, whatever the case of its ASCII letters.</param>
/// <param name="Action">An action, or the family before its dot.</param>
/// <param name="Since">At this moment or later.</param>
/// <param name="Until">Before this moment.</param>
public sealed record AuditFilter(string? Who = null, string? Action = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

/// <summary>Reads the audit.</summary>
public interface IAuditReader
{
    /// <summary>Newest first, those before an id.</summary>
    Task<IReadOnlyList<AuditRow>> NewestAsync(AuditFilter filter, long? beforeId, int limit, CancellationToken cancellation);

    /// <summary>Oldest first, those after an id.</summary>
    Task<IReadOnlyList<AuditRow>> OldestAsync(AuditFilter filter, long afterId, int limit, CancellationToken cancellation);
}
