using Microsoft.EntityFrameworkCore;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Runs;
using RemoteExec.Storage.Entities;
using RemoteExec.Storage.Writing;

namespace RemoteExec.Storage.Reading;

internal sealed class RunReader(IDbContextFactory<FleetDbContext> databases) : IRunReader
{
    public async Task<IReadOnlyList<SequenceRow>> SequencesAsync(string? afterName, int limit, CancellationToken cancellation)
    {
        var after = afterName is null ? null : EntityMapping.KeyOf(afterName);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database.Sequences.AsNoTracking().Where(row => after == null || string.Compare(row.Key, after) > 0)
            .OrderBy(row => row.Key).Take(limit).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToSequence())];
    }

    public async Task<SequenceRow?> SequenceAsync(string name, CancellationToken cancellation)
    {
        var key = EntityMapping.KeyOf(name);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return (await database.Sequences.AsNoTracking().FirstOrDefaultAsync(row => row.Key == key, cancellation).ConfigureAwait(false))?.ToSequence();
    }

    public async Task<IReadOnlyList<RunRow>> RunsAsync(string? sequence, long? beforeId, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await Runs(database, sequence, beforeId, limit).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToRun())];
    }

    public async Task<IReadOnlyList<RunHead>> RunHeadsAsync(string? sequence, long? beforeId, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await Runs(database, sequence, beforeId, limit).Select(row => new { row.Id, row.HeadJson }).ToListAsync(cancellation).ConfigureAwait(false);
        var old = rows.Where(row => row.HeadJson is null).Select(row => row.Id).ToList();
        var read = old.Count == 0 ? [] : (await database.Runs.AsNoTracking().Where(row => old.Contains(row.Id)).ToListAsync(cancellation).ConfigureAwait(false))
            .ToDictionary(row => row.Id, row => RunHead.Of(row.ToRun()));
        return [.. rows.Select(row => row.HeadJson is { } head ? EntityMapping.ToHead(head) : read[row.Id])];
    }

    public async Task<RunRow?> RunAsync(long id, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return (await database.Runs.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellation).ConfigureAwait(false))?.ToRun();
    }

    public async Task<ILookup<StepOfMachine, StepTimes>> EarlierAsync(string sequence, long beforeRun, CancellationToken cancellation)
    {
        var key = EntityMapping.KeyOf(sequence);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var runs = await database.Runs.Where(row => row.SequenceKey == key && row.Id < beforeRun)
            .OrderByDescending(row => row.Id).Take(UsualTimes.MostRuns).Select(row => row.Id).ToListAsync(cancellation).ConfigureAwait(false);
        var rows = await database.RunSteps.AsNoTracking().Where(row => runs.Contains(row.RunId) && row.StartedAt != null)
            .OrderByDescending(row => row.RunId).ToListAsync(cancellation).ConfigureAwait(false);
        return rows.ToLookup(row => new StepOfMachine(row.MachineId, row.Track, row.Name), row => StepTimes.From(Time(row.TrackBeganAt), Time(row.StartedAt), Time(row.ReadyAt)));
    }

    public async Task<long?> UnderWayAsync(string sequence, CancellationToken cancellation)
    {
        var key = EntityMapping.KeyOf(sequence);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.Runs.Where(row => row.SequenceKey == key && !row.Ended).MaxAsync(row => (long?)row.Id, cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<long>> OpenRunsAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.Runs.Where(row => !row.Ended).OrderBy(row => row.Id).Select(row => row.Id).ToListAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<long> HighestRunIdAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var stored = await database.Runs.MaxAsync(row => (long?)row.Id, cancellation).ConfigureAwait(false) ?? 0;

        // Processes may be kept longer than the run that started them.
        return Math.Max(stored, await database.Processes.MaxAsync(row => row.RunId, cancellation).ConfigureAwait(false) ?? 0);
    }

    public async Task<IReadOnlyList<FleetProcess>> ProcessesOfAsync(long run, string? machineId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database.Processes.AsNoTracking().Where(row => row.RunId == run && (machineId == null || row.MachineId == machineId))
            .OrderBy(row => row.Id).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToProcess())];
    }

    private static IQueryable<RunEntity> Runs(FleetDbContext database, string? sequence, long? beforeId, int limit)
    {
        var key = sequence is null ? null : EntityMapping.KeyOf(sequence);
        return database.Runs.AsNoTracking()
            .Where(row => (key == null || row.SequenceKey == key) && (beforeId == null || row.Id < beforeId))
            .OrderByDescending(row => row.Id).Take(limit);
    }

    private static DateTimeOffset? Time(long? at) => at is { } then ? DateTimeOffset.FromUnixTimeMilliseconds(then) : null;
}
