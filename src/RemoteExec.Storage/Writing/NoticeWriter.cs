using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RemoteExec.Storage.Entities;
using RemoteExec.Storage.Notices;
using RemoteExec.Storage.Settings;

namespace RemoteExec.Storage.Writing;

/// <summary>Notices and settings, as part of a batch, in order.</summary>
internal static class NoticeWriter
{
    internal static async Task WriteAsync(FleetDbContext database, IReadOnlyList<StorageChange> changes, CancellationToken cancel)
    {
        foreach (var change in changes)
        {
            switch (change)
            {
                case StorageChange.AddNoticeEvent add:
                    database.NoticeEvents.Add(new NoticeEventEntity { Json = JsonSerializer.Serialize(add.Event, StorageJson.Default.NoticeEvent) });
                    break;
                case StorageChange.GatherNotices gathered:
                    await database.NoticeEvents.Where(row => row.Id <= gathered.UpTo).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
                    database.Notices.AddRange(gathered.Written.Select(ToEntity));
                    await SaveAsync(database, NoticeReader.StateKey, JsonSerializer.Serialize(gathered.State, StorageJson.Default.NoticeState), 0, cancel).ConfigureAwait(false);
                    break;
                case StorageChange.SaveNotice save:
                    await UpdateAsync(database, save.Notice, cancel).ConfigureAwait(false);
                    break;
                case StorageChange.SaveSettings save:
                    await SaveAsync(database, StoredSettingsReader.Key, JsonSerializer.Serialize(save.Settings, StorageJson.Default.StoredSettings), save.Settings.Version, cancel).ConfigureAwait(false);
                    break;
            }
        }
    }

    private static async Task UpdateAsync(FleetDbContext database, NoticeRow notice, CancellationToken cancel)
    {
        var entity = ToEntity(notice);
        await database.Notices.Where(row => row.Id == notice.Id).ExecuteUpdateAsync(
            row => row
                .SetProperty(r => r.State, entity.State)
                .SetProperty(r => r.NextAt, entity.NextAt)
                .SetProperty(r => r.Attempts, entity.Attempts)
                .SetProperty(r => r.SentAt, entity.SentAt)
                .SetProperty(r => r.LastError, entity.LastError),
            cancel).ConfigureAwait(false);
    }

    // Written past the tracker, like everything else that is replaced: a batch may hold two versions of one.
    private static async Task SaveAsync(FleetDbContext database, string key, string json, long version, CancellationToken cancel)
    {
        var known = await database.Documents.Where(row => row.Key == key)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.Json, json).SetProperty(r => r.Version, version), cancel).ConfigureAwait(false);
        if (known == 0)
        {
            database.Documents.Add(new DocumentEntity { Key = key, Json = json, Version = version });
            await database.SaveChangesAsync(cancel).ConfigureAwait(false);
        }
    }

    private static NoticeEntity ToEntity(NoticeRow notice) => new()
    {
        Id = notice.Id,
        Recipient = notice.Recipient,
        RunId = notice.Content.Run,
        State = (int)notice.Delivery.State,
        CreatedAt = notice.Delivery.CreatedAt.ToUnixTimeMilliseconds(),
        NextAt = notice.Delivery.NextAt.ToUnixTimeMilliseconds(),
        Attempts = notice.Delivery.Attempts,
        SentAt = notice.Delivery.SentAt?.ToUnixTimeMilliseconds(),
        LastError = notice.Delivery.LastError,
        Json = JsonSerializer.Serialize(notice.Content, StorageJson.Default.NoticeContent),
    };
}
