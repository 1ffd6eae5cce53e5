using Microsoft.EntityFrameworkCore;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Storage.Entities;
using RemoteExec.Storage.Writing;

namespace RemoteExec.Storage.Reading;

internal sealed class FleetReader(IDbContextFactory<FleetDbContext> databases) : IFleetReader
{
    public async Task<IReadOnlyList<Machine>> MachinesAsync(string? afterName, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database.Machines.AsNoTracking()
            .Where(row => afterName == null || string.Compare(row.Name, afterName) > 0)
            .OrderBy(row => row.Name).Take(limit).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToMachine())];
    }

    public async Task<Machine?> MachineAsync(string idOrName, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var row = await database.Machines.AsNoTracking().FirstOrDefaultAsync(row => row.Id == idOrName, cancellation).ConfigureAwait(false)
            ?? await database.Machines.AsNoTracking().FirstOrDefaultAsync(row => EF.Functions.Collate(row.Name, "NOCASE") == idOrName, cancellation).ConfigureAwait(false);
        return row?.ToMachine();
    }

    public async Task<IReadOnlyList<ProcessRow>> ProcessesAsync(
        IReadOnlyCollection<string>? machineIds, bool withEnded, long afterId, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = database.Processes.Where(row => row.Id > afterId && (withEnded || !row.Ended));
        rows = machineIds is null ? rows : rows.Where(row => machineIds.Contains(row.MachineId));
        return await WithNamesAsync(database, rows.OrderBy(row => row.Id).Take(limit), cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<ProcessRow>> ProcessesAsync(IReadOnlyCollection<long> ids, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await WithNamesAsync(database, database.Processes.Where(row => ids.Contains(row.Id)).OrderBy(row => row.Id), cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<OutputRow>> OutputAsync(IReadOnlyCollection<long> processIds, long afterPiece, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database.Output.AsNoTracking()
            .Where(row => processIds.Contains(row.ProcessId) && row.Id > afterPiece)
            .OrderBy(row => row.Id).Take(limit).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToPiece())];
    }

    public async Task<IReadOnlyList<EventRow>> EventsAsync(long afterId, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database.Events.AsNoTracking().Where(row => row.Id > afterId).OrderBy(row => row.Id).Take(limit)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToEvent())];
    }

    public async Task<long> NewestEventAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.Events.MaxAsync(row => (long?)row.Id, cancellation).ConfigureAwait(false) ?? 0;
    }

    public async Task<IReadOnlyList<FleetProcess>> LiveAsync(string machineId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await ToProcessesAsync(database.Processes.Where(row => row.MachineId == machineId && !row.Ended).OrderBy(row => row.Id), cancellation)
            .ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<FleetProcess>> EndedLatelyAsync(string machineId, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await ToProcessesAsync(
            database.Processes.Where(row => row.MachineId == machineId && row.Ended).OrderByDescending(row => row.Id).Take(limit), cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyDictionary<int, long>> OutputEndsAsync(long processId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.Output.Where(row => row.ProcessId == processId).GroupBy(row => row.Stream)
            .Select(group => new { group.Key, End = group.Max(row => row.Offset + row.Length) })
            .ToDictionaryAsync(pair => pair.Key, pair => pair.End, cancellation).ConfigureAwait(false);
    }

    public async Task<long> HighestProcessIdAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var stored = await database.Processes.MaxAsync(row => (long?)row.Id, cancellation).ConfigureAwait(false) ?? 0;

        // Of a machine that was removed only history is left.
        return Math.Max(stored, await database.Events.MaxAsync(row => row.ProcessId, cancellation).ConfigureAwait(false) ?? 0);
    }

    private static async Task<IReadOnlyList<FleetProcess>> ToProcessesAsync(IQueryable<ProcessEntity> rows, CancellationToken cancellation) =>
        [.. (await rows.AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false)).Select(row => row.ToProcess())];

    private static async Task<IReadOnlyList<ProcessRow>> WithNamesAsync(
        FleetDbContext database, IQueryable<ProcessEntity> rows, CancellationToken cancellation)
    {
        var joined = await rows.AsNoTracking()
            .Select(row => new { Row = row, Name = database.Machines.Where(m => m.Id == row.MachineId).Select(m => m.Name).FirstOrDefault() })
            .ToListAsync(cancellation).ConfigureAwait(false);
        return [.. joined.Select(pair => new ProcessRow(pair.Row.ToProcess(), pair.Name ?? pair.Row.MachineId))];
    }
}
