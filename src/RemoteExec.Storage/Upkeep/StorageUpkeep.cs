using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using RemoteExec.Fleet.Processes;
using RemoteExec.Storage.Writing;

namespace RemoteExec.Storage.Upkeep;

/// <summary>What is done to the database itself: made, brought up to date, pruned.</summary>
public sealed class StorageUpkeep
{
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
            var open = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                open.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await using var file = new FileStream(_options.DatabaseFile, open);
        }

        await UseWriteAheadLogAsync(cancellation).ConfigureAwait(false);
        await using var database = await _databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await database.Database.MigrateAsync(cancellation).ConfigureAwait(false);
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

    /// <summary>Forgets ended processes, their output, and events that are older than the retention.</summary>
    /// <param name="cancellation">Cancels.</param>
    public async Task PruneAsync(CancellationToken cancellation)
    {
        if (_options.RetentionDays <= 0)
        {
            return;
        }

        await using var database = await _databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var oldest = _time.GetUtcNow().AddDays(-_options.RetentionDays).ToUnixTimeMilliseconds();
        var old = database.Processes.Where(row => row.Ended && row.CreatedAt < oldest);
        await database.Output.Where(row => old.Any(process => process.Id == row.ProcessId)).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        await old.ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        await database.Events.Where(row => row.At < oldest).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        await database.JoinTokens.Where(row => row.ExpiresAt < oldest).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
    }
}
