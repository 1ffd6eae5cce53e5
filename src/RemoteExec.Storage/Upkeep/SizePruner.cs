using Microsoft.EntityFrameworkCore;

namespace RemoteExec.Storage.Upkeep;

/// <summary>
/// Forgets the oldest history until the database is as small as it may be. In small transactions, so that what is written meanwhile does not wait. Never what is under way,
/// nor the audit, machines, sequences and accounts.
/// </summary>
internal sealed class SizePruner(IDbContextFactory<FleetDbContext> databases)
{
    // A process has at most 10 MB of output.
    private const int ProcessesAtATime = 20;
    private const int EventsAtATime = 2_000;
    private const int RunsAtATime = 20;

    // Some room is made at once, so that it is not made anew every minute.
    private const double Enough = 0.9;

    internal async Task<SizePruning> PruneAsync(long mostBytes, CancellationToken cancellation)
    {
        var before = await UsedAsync(cancellation).ConfigureAwait(false);
        var (used, processes, runs, events) = (before, 0, 0, 0);
        while (before > mostBytes && used > mostBytes * Enough)
        {
            var (goneProcesses, goneRuns, goneEvents) = await ForgetOldestAsync(cancellation).ConfigureAwait(false);
            if (goneProcesses + goneRuns + goneEvents == 0)
            {
                break;
            }

            (processes, runs, events) = (processes + goneProcesses, runs + goneRuns, events + goneEvents);
            used = await UsedAsync(cancellation).ConfigureAwait(false);
        }

        return new SizePruning(processes, runs, events, before, used, used <= mostBytes);
    }

    // Pages that are free are used again before the file grows.
    private async Task<long> UsedAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.Database
            .SqlQueryRaw<long>("SELECT (page_count - freelist_count) * page_size AS \"Value\" FROM pragma_page_count, pragma_freelist_count, pragma_page_size")
            .SingleAsync(cancellation).ConfigureAwait(false);
    }

    // The oldest processes, and of runs and events what is as old as they; when there are none, the oldest of those.
    private async Task<(int Processes, int Runs, int Events)> ForgetOldestAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);

        // What has the highest ids stays: ids go on above it.
        var newestProcess = await database.Processes.MaxAsync(row => (long?)row.Id, cancellation).ConfigureAwait(false);
        var newestRun = await database.Runs.MaxAsync(row => (long?)row.Id, cancellation).ConfigureAwait(false);
        var newestEvent = await database.Events.MaxAsync(row => (long?)row.Id, cancellation).ConfigureAwait(false);
        var lastNamed = await database.Events.Where(row => row.ProcessId != null).OrderByDescending(row => row.ProcessId).Select(row => row.Id).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);

        var processes = await database.Processes.Where(row => row.Ended && row.Id != newestProcess).OrderBy(row => row.Id).Take(ProcessesAtATime)
            .Select(row => new { row.Id, row.CreatedAt }).ToListAsync(cancellation).ConfigureAwait(false);
        var horizon = processes.Count > 0 ? processes.Max(row => row.CreatedAt) : long.MaxValue;
        var ids = processes.Select(row => row.Id).ToList();
        var runs = await database.Runs.Where(row => row.Ended && row.Id != newestRun && row.BeganAt <= horizon).OrderBy(row => row.Id).Take(RunsAtATime)
            .Select(row => row.Id).ToListAsync(cancellation).ConfigureAwait(false);
        var events = await database.Events.Where(row => row.Id != newestEvent && row.Id != lastNamed && row.At <= horizon).OrderBy(row => row.Id).Take(EventsAtATime)
            .Select(row => row.Id).ToListAsync(cancellation).ConfigureAwait(false);

        await database.Output.Where(row => ids.Contains(row.ProcessId)).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        await database.Processes.Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        await database.Runs.Where(row => runs.Contains(row.Id)).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        await database.Events.Where(row => events.Contains(row.Id)).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return (ids.Count, runs.Count, events.Count);
    }
}
