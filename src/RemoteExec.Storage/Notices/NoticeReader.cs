using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RemoteExec.Fleet.Notices;
using RemoteExec.Storage.Entities;

namespace RemoteExec.Storage.Notices;

internal sealed class NoticeReader(IDbContextFactory<FleetDbContext> databases) : INoticeReader
{
    /// <summary>The document that holds what the rules remember.</summary>
    internal const string StateKey = "notices";

    public async Task<IReadOnlyList<(long Id, NoticeEvent Event)>> EventsAsync(int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database.NoticeEvents.AsNoTracking().OrderBy(row => row.Id).Take(limit).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => (row.Id, JsonSerializer.Deserialize(row.Json, StorageJson.Default.NoticeEvent)!))];
    }

    public async Task<NoticeState> StateAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var row = await database.Documents.AsNoTracking().FirstOrDefaultAsync(row => row.Key == StateKey, cancellation).ConfigureAwait(false);
        return row is null ? NoticeState.Empty : JsonSerializer.Deserialize(row.Json, StorageJson.Default.NoticeState)!;
    }

    public async Task<IReadOnlyList<NoticeRow>> QueuedAsync(int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database.Notices.AsNoTracking().Where(row => row.State == (int)NoticeDelivery.Queued)
            .OrderBy(row => row.NextAt).ThenBy(row => row.Id).Take(limit).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(ToRow)];
    }

    public async Task<IReadOnlyList<NoticeRow>> NoticesAsync(NoticeDelivery? state, string? beforeId, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database.Notices.AsNoTracking()
            .Where(row => (state == null || row.State == (int)state) && (beforeId == null || string.Compare(row.Id, beforeId) < 0))
            .OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(ToRow)];
    }

    private static NoticeRow ToRow(NoticeEntity row) => new(
        row.Id,
        row.Recipient,
        JsonSerializer.Deserialize(row.Json, StorageJson.Default.NoticeContent)!,
        new Delivery((NoticeDelivery)row.State, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.NextAt))
        {
            Attempts = row.Attempts,
            LastError = row.LastError,
            SentAt = row.SentAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        });
}
