using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using RemoteExec.Fleet.Notices;
using RemoteExec.Fleet.Processes;
using RemoteExec.Storage.Auditing;
using RemoteExec.Storage.Writing;

namespace RemoteExec.Storage.Upkeep;

/// <summary>What is done to the database itself: made, brought up to date, pruned.</summary>
public sealed class StorageUpkeep
{
    private const int PruneBatch = 200;

    private readonly IDbContextFactory<FleetDbContext> _databases;
    private readonly StorageOptions _options;
    private readonly TimeProvider _time;

    internal StorageUpkeep(IDbContextFactory<FleetDbContext> databases, StorageOptions options, TimeProvider time)
    {
        _databases = databases;
        _options = options;
        _time = time;
    }

    /// <summary>Makes the database, with mode 0600, or brings it up to date.</summary>
    /// <param name="cancellation">Cancels.</param>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        if (!File.Exists(_options.DatabaseFile))
        {
            await using var file = new FileStream(_options.DatabaseFile, PrepareLock.ForOwner(FileMode.OpenOrCreate));
        }

        // The operating system lets it go when its holder dies; EF's own lock, a row, it does not, and would wait for the dead for ever.
        await using var held = await PrepareLock.TakeAsync(_options.DatabaseFile + ".lock", _time, cancellation).ConfigureAwait(false);
        if (await DatabaseFile.FindDamageAsync(_options.DatabaseFile, cancellation).ConfigureAwait(false) is { } damage)
        {
            throw new DatabaseDamagedException(_options.DatabaseFile, damage);
        }

        await UseWriteAheadLogAsync(cancellation).ConfigureAwait(false);
        await using var database = await _databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await database.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\";", cancellation).ConfigureAwait(false);
        await database.Database.MigrateAsync(cancellation).ConfigureAwait(false);
        await AuditTriggers.EnsureAsync(database, cancellation).ConfigureAwait(false);
    }

    // Kept in the file from then on: readers do not wait for the writer, nor it for them.
    private async Task UseWriteAheadLogAsync(CancellationToken cancellation)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _options.DatabaseFile, Pooling = false }.ToString());
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL;";
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes the database as it is now to another file, while it is in use.</summary>
    /// <param name="file">A file that does not exist yet.</param>
    /// <param name="cancellation">Cancels.</param>
    public Task CopyAsync(string file, CancellationToken cancellation) => DatabaseFile.CopyAsync(_options.DatabaseFile, file, cancellation);

    /// <summary>
    /// After a start nobody is connected yet: what ran when the last server ended is unknown until its machine says more.
    /// </summary>
    /// <param name="cancellation">Cancels.</param>
    public async Task MarkUnknownAsync(CancellationToken cancellation)
    {
        await using var database = await _databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        int[] states = [(int)ProcessState.Pending, (int)ProcessState.Starting, (int)ProcessState.Running];
        foreach (var row in await database.Processes.Where(row => states.Contains(row.State)).ToListAsync(cancellation).ConfigureAwait(false))
        {
            var unknown = EntityMapping.Of(row.ToProcess() with { State = ProcessState.Unknown });
            row.State = unknown.State;
            row.Json = unknown.Json;
        }

        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Forgets ended processes, their output, events and expired tokens that are older than the retention, and rows of the audit that are older than theirs.</summary>
    /// <param name="cancellation">Cancels.</param>
    public async Task PruneAsync(CancellationToken cancellation)
    {
        if (_options.RetentionDays > 0)
        {
            await PruneHistoryAsync(cancellation).ConfigureAwait(false);
        }

        // Last: the database refuses it when this clock is ahead of the machine's.
        await using var database = await _databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var before = _time.GetUtcNow().AddDays(-Math.Max(_options.AuditDays, StorageOptions.LeastAuditDays)).ToUnixTimeMilliseconds();
        await database.Audit.Where(row => row.At < before).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Forgets the oldest history before its time, when the database uses more than it may.</summary>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>Null when nothing bounds it, or it is small enough.</returns>
    public async Task<SizePruning?> PruneToSizeAsync(CancellationToken cancellation) =>
        _options.RetentionMegabytes > 0 && await new SizePruner(_databases).PruneAsync(_options.RetentionMegabytes * 1_000_000L, cancellation).ConfigureAwait(false) is { } pruning
        && (pruning.Forgot || !pruning.Fits)
            ? pruning
            : null;

    private async Task PruneHistoryAsync(CancellationToken cancellation)
    {
        var oldest = _time.GetUtcNow().AddDays(-_options.RetentionDays);
        await PruneProcessesAsync(oldest, cancellation).ConfigureAwait(false);
        await using var database = await _databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var before = oldest.ToUnixTimeMilliseconds();

        // The one with the highest process id stays: ids go on above it.
        var last = await database.Events.Where(row => row.ProcessId != null).OrderByDescending(row => row.ProcessId).Select(row => row.Id).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        await database.Events.Where(row => row.At < before && row.Id != last).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);

        // The newest run stays, for its id.
        var newest = await database.Runs.MaxAsync(row => (long?)row.Id, cancellation).ConfigureAwait(false);
        await database.Runs.Where(row => row.Ended && row.BeganAt < before && row.Id != newest).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        await database.Notices.Where(row => row.State != (int)NoticeDelivery.Queued && row.CreatedAt < before).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        await database.JoinTokens.Where(row => row.ExpiresAt < before).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        await database.ApiTokens.Where(row => row.ExpiresAt < before).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
    }

    // In small transactions, so that what is being written meanwhile does not wait. What was created long ago may have ended just now.
    private async Task PruneProcessesAsync(DateTimeOffset oldest, CancellationToken cancellation)
    {
        var before = oldest.ToUnixTimeMilliseconds();
        var after = 0L;
        while (true)
        {
            await using var database = await _databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
            var rows = await database.Processes.AsNoTracking().Where(row => row.Ended && row.CreatedAt < before && row.Id > after)
                .OrderBy(row => row.Id).Take(PruneBatch).ToListAsync(cancellation).ConfigureAwait(false);
            if (rows.Count == 0)
            {
                return;
            }

            after = rows[^1].Id;
            var old = rows.Where(row => (row.ToProcess().EndedAt ?? DateTimeOffset.MinValue) < oldest).Select(row => row.Id).ToList();
            await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await database.Output.Where(row => old.Contains(row.ProcessId)).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
            await database.Processes.Where(row => old.Contains(row.Id)).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
