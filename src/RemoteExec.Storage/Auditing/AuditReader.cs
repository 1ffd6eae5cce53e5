using Microsoft.EntityFrameworkCore;
using RemoteExec.Storage.Entities;

namespace RemoteExec.Storage.Auditing;

/// <inheritdoc cref="IAuditReader"/>
internal sealed class AuditReader(IDbContextFactory<FleetDbContext> databases) : IAuditReader
{
    public async Task<IReadOnlyList<AuditRow>> NewestAsync(AuditFilter filter, long? beforeId, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await Wanted(database, filter).Where(row => beforeId == null || row.Id < beforeId)
            .OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(AuditMapping.ToRow)];
    }

    public async Task<IReadOnlyList<AuditRow>> OldestAsync(AuditFilter filter, long afterId, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await Wanted(database, filter).Where(row => row.Id > afterId)
            .OrderBy(row => row.Id).Take(limit).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(AuditMapping.ToRow)];
    }

    private static IQueryable<AuditEntity> Wanted(FleetDbContext database, AuditFilter filter)
    {
        var rows = database.Audit.AsNoTracking();
        if (filter.Who is { } who)
        {
            rows = rows.Where(row => EF.Functions.Collate(row.Who, "NOCASE") == who);
        }

        if (filter.Action is { } action)
        {
            // The character after the dot: what begins with "machine." lies between "machine." and "machine/".
            var (from, to) = (action + ".", action + "/");
            rows = rows.Where(row => row.Action == action || (string.Compare(row.Action, from) >= 0 && string.Compare(row.Action, to) < 0));
        }

        if (filter.Since?.ToUnixTimeMilliseconds() is { } since)
        {
            rows = rows.Where(row => row.At >= since);
        }

        if (filter.Until?.ToUnixTimeMilliseconds() is { } until)
        {
            rows = rows.Where(row => row.At < until);
        }

        return rows;
    }
}
