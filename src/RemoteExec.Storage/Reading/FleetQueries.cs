using Microsoft.EntityFrameworkCore;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Storage.Entities;
using RemoteExec.Storage.Writing;

namespace RemoteExec.Storage.Reading;

internal sealed class FleetQueries(IDbContextFactory<FleetDbContext> databases) : IFleetQueries
{
    public async Task<IReadOnlyList<Machine>> ListMachinesAsync(CancellationToken cancel = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancel).ConfigureAwait(false);
        var rows = await database.Machines.AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancel).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToMachine())];
    }

    public async Task<Machine?> FindMachineAsync(string idOrName, CancellationToken cancel = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancel).ConfigureAwait(false);
        var lower = idOrName.ToLowerInvariant();
        var row = await database.Machines.AsNoTracking().FirstOrDefaultAsync(row => row.Id == idOrName, cancel).ConfigureAwait(false)
            ?? (await database.Machines.AsNoTracking().ToListAsync(cancel).ConfigureAwait(false)).Find(row => row.Name.ToLowerInvariant() == lower);
        return row?.ToMachine();
    }

    public async Task<IReadOnlyList<FleetProcess>> ListLiveAsync(string machineId, CancellationToken cancel = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancel).ConfigureAwait(false);
        return await ToProcessesAsync(database.Processes.Where(row => row.MachineId == machineId && !row.Ended).OrderBy(row => row.Id), cancel).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<FleetProcess>> ListProcessesAsync(
        bool all, IReadOnlyCollection<string>? machineIds, long? before, int limit, CancellationToken cancel = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancel).ConfigureAwait(false);
        IQueryable<ProcessRow> rows = database.Processes;
        rows = all ? rows : rows.Where(row => !row.Ended);
        rows = machineIds is null ? rows : rows.Where(row => machineIds.Contains(row.MachineId));
        rows = before is null ? rows : rows.Where(row => row.Id < before);
        return await ToProcessesAsync(rows.OrderByDescending(row => row.Id).Take(limit), cancel).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<FleetProcess>> GetProcessesAsync(IReadOnlyCollection<long> ids, CancellationToken cancel = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancel).ConfigureAwait(false);
        return await ToProcessesAsync(database.Processes.Where(row => ids.Contains(row.Id)).OrderBy(row => row.Id), cancel).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<FleetEvent>> ReadEventsAsync(long after, int limit, CancellationToken cancel = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancel).ConfigureAwait(false);
        var rows = await database.Events.AsNoTracking().Where(row => row.Id > after).OrderBy(row => row.Id).Take(limit).ToListAsync(cancel).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToEvent())];
    }

    public async Task<long> LastEventIdAsync(CancellationToken cancel = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancel).ConfigureAwait(false);
        return await database.Events.MaxAsync(row => (long?)row.Id, cancel).ConfigureAwait(false) ?? 0;
    }

    public async Task<IReadOnlyList<OutputChunk>> ReadOutputAsync(
        IReadOnlyCollection<long> processIds, long after, int? stream, int limit, CancellationToken cancel = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancel).ConfigureAwait(false);
        var rows = await database.Output.AsNoTracking()
            .Where(row => processIds.Contains(row.ProcessId) && row.Id > after && (stream == null || row.Stream == stream))
            .OrderBy(row => row.Id).Take(limit).ToListAsync(cancel).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToChunk())];
    }

    public async Task<IReadOnlyDictionary<int, long>> OutputEndsAsync(long processId, CancellationToken cancel = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancel).ConfigureAwait(false);
        return await database.Output.Where(row => row.ProcessId == processId).GroupBy(row => row.Stream)
            .Select(group => new { group.Key, End = group.Max(row => row.Offset + row.Length) })
            .ToDictionaryAsync(pair => pair.Key, pair => pair.End, cancel).ConfigureAwait(false);
    }

    public async Task<long> HighestProcessIdAsync(CancellationToken cancel = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancel).ConfigureAwait(false);
        return await database.Processes.MaxAsync(row => (long?)row.Id, cancel).ConfigureAwait(false) ?? 0;
    }

    private static async Task<IReadOnlyList<FleetProcess>> ToProcessesAsync(IQueryable<ProcessRow> rows, CancellationToken cancel) =>
        [.. (await rows.AsNoTracking().ToListAsync(cancel).ConfigureAwait(false)).Select(row => row.ToProcess())];
}
