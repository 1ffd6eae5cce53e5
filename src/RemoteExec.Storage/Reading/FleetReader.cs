using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Targets;
using RemoteExec.Storage.Entities;
using RemoteExec.Storage.Writing;

namespace RemoteExec.Storage.Reading;

internal sealed class FleetReader(IDbContextFactory<FleetDbContext> databases) : IFleetReader
{
    private const int MostLabelScans = 4;

    public async Task<IReadOnlyList<Machine>> MachinesAsync(string? afterName, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database.Machines.AsNoTracking()
            .Where(row => afterName == null || string.Compare(row.Name, afterName) > 0)
            .OrderBy(row => row.Name).Take(limit).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToMachine())];
    }

    public async Task<IReadOnlyList<Machine>> CandidatesAsync(TargetExpression target, CancellationToken cancellation)
    {
        var names = target.Names.ToList();
        var labels = target.Labels.ToList();

        // The database knows the case of ASCII letters only; and each label is a look at every row.
        if (target.MeansAll || labels.Count > MostLabelScans || !names.All(name => Ascii.IsValid(name)))
        {
            return await MachinesAsync(null, int.MaxValue, cancellation).ConfigureAwait(false);
        }

        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = names.Count == 0 ? [] : await NamedAsync(database, names, cancellation).ConfigureAwait(false);
        foreach (var label in labels)
        {
            // As it stands in the row. The same text elsewhere in a row makes a candidate too many, which the target tells apart.
            var text = $"\"{JsonEncodedText.Encode(label.Key)}\":\"{JsonEncodedText.Encode(label.Value)}\"";
            rows.AddRange(await database.Machines.AsNoTracking().Where(row => row.Json.Contains(text)).ToListAsync(cancellation).ConfigureAwait(false));
        }

        return [.. rows.DistinctBy(row => row.Id).OrderBy(row => row.Name, StringComparer.Ordinal).Select(row => row.ToMachine())];
    }

    public async Task<Machine?> MachineAsync(string idOrName, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var row = await database.Machines.AsNoTracking().FirstOrDefaultAsync(row => row.Id == idOrName, cancellation).ConfigureAwait(false)
            ?? (await NamedAsync(database, [idOrName], cancellation).ConfigureAwait(false)).FirstOrDefault();
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

    // Names whatever their case are found in the index of names, which is small; the rows, which are not, by what was found.
    private static Task<List<MachineEntity>> NamedAsync(FleetDbContext database, List<string> idsOrNames, CancellationToken cancellation) => database.Machines.AsNoTracking()
        .Where(row => idsOrNames.Contains(row.Id)
            || database.Machines.Where(named => idsOrNames.Contains(EF.Functions.Collate(named.Name, "NOCASE"))).Select(named => named.Name).Contains(row.Name))
        .ToListAsync(cancellation);

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
