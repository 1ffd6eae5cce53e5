using RemoteExec.Fleet.Notices;
using RemoteExec.Server.Settings;
using RemoteExec.Storage;
using RemoteExec.Storage.Notices;

namespace RemoteExec.Server.Notices;

/// <summary>
/// Delivers what is queued, at least once: what came of a try is stored after it. Each destination has a queue of its own, so that one which hangs holds up nobody else; a destination that cannot be reached is left alone
/// until its first notice is due again.
/// </summary>
internal sealed class NoticeDeliveries(
    INoticeReader reader, IGroupCommit commits, INoticeCourier courier, IWebhookSwitch webhooks, NoticeBell bell, LiveSettings settings, TimeProvider time, ILogger<NoticeDeliveries> log) : BackgroundService
{
    private const string Mail = "mail";
    private const int MostQueued = 5_000;

    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Destination> _destinations = new(StringComparer.OrdinalIgnoreCase);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = settings.Current.Notices;
        Task? heard = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = LookAround;
            try
            {
                if (heard != settings.Changed)
                {
                    heard = settings.Changed;
                    _ = heard.ContinueWith(_ => bell.Written.Ring(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                }

                if (Differ(known, settings.Current.Notices))
                {
                    known = settings.Current.Notices;
                    await TryAllNowAsync(stoppingToken).ConfigureAwait(false);
                }

                pause = Begin(await reader.QueuedAsync(MostQueued, stoppingToken).ConfigureAwait(false), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // Whatever it is: what is queued stands in the database.
                NoticeLog.Stumbled(log, e);
                pause = RetryPause;
            }

            await bell.Written.HearAsync(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(_destinations.Values.Select(destination => destination.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Destinations that have something due, and nothing under way, begin; comes back with when to look again.
    private TimeSpan Begin(IReadOnlyList<NoticeRow> queued, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var next = now + LookAround;
        foreach (var group in queued.GroupBy(notice => NoticeRecipients.WebhookOf(notice.Recipient) is null ? Mail : notice.Recipient, StringComparer.OrdinalIgnoreCase))
        {
            var destination = _destinations.TryGetValue(group.Key, out var known) ? known : _destinations[group.Key] = new Destination();
            if (!destination.Work.IsCompleted)
            {
                continue;
            }

            var first = group.Min(notice => notice.Delivery.NextAt);
            var begin = first > destination.NotBefore ? first : destination.NotBefore;
            if (begin <= now)
            {
                destination.Work = WorkAsync(destination, [.. group.Where(notice => notice.Delivery.NextAt <= now).OrderBy(notice => notice.Id, StringComparer.Ordinal)], cancellation);
            }
            else if (begin < next)
            {
                next = begin;
            }
        }

        return next - now;
    }

    private async Task WorkAsync(Destination destination, IReadOnlyList<NoticeRow> due, CancellationToken cancellation)
    {
        await Task.Yield();
        try
        {
            foreach (var notice in due)
            {
                var outcome = await courier.TryAsync(notice, cancellation).ConfigureAwait(false);
                var after = DeliveryRules.After(notice.Delivery, outcome, time.GetUtcNow());
                await commits.CommitAsync([new StorageChange.SaveNotice(notice with { Delivery = after })]).ConfigureAwait(false);
                Say(notice, after);
                if (outcome is DeliveryOutcome.Never { TurnOff: true } && NoticeRecipients.WebhookOf(notice.Recipient) is { } webhook)
                {
                    await webhooks.TurnOffAsync(webhook).ConfigureAwait(false);
                }

                if (outcome is DeliveryOutcome.Later { OnlyThis: false })
                {
                    destination.NotBefore = after.NextAt;
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The server stops: what was under way is still queued.
        }
        catch (Exception e)
        {
            NoticeLog.Stumbled(log, e);
            destination.NotBefore = time.GetUtcNow() + DeliveryRules.FirstPause;
        }
        finally
        {
            bell.Written.Ring();
        }
    }

    private void Say(NoticeRow notice, Delivery after)
    {
        if (after is { State: NoticeDelivery.Failed, LastError: { } final })
        {
            NoticeLog.GivenUp(log, notice.Id, notice.Recipient, final);
        }
        else if (after is { State: NoticeDelivery.Queued, LastError: { } reason })
        {
            NoticeLog.Later(log, notice.Id, notice.Recipient, after.NextAt, reason);
        }
    }

    // Whoever has mended the settings does not want to wait for an hour.
    private async Task TryAllNowAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        foreach (var destination in _destinations.Values)
        {
            destination.NotBefore = DateTimeOffset.MinValue;
        }

        var waiting = (await reader.QueuedAsync(MostQueued, cancellation).ConfigureAwait(false)).Where(notice => notice.Delivery.NextAt > now);
        await commits.CommitAsync([.. waiting.Select(notice => new StorageChange.SaveNotice(notice with { Delivery = notice.Delivery with { NextAt = now } }))]).ConfigureAwait(false);
    }

    private static bool Differ(NoticeSettings one, NoticeSettings other) =>
        one.Smtp != other.Smtp
        || !one.Webhooks.Select(Plain).SequenceEqual(other.Webhooks.Select(Plain))
        || !one.Allow.Networks.SequenceEqual(other.Allow.Networks)
        || !one.Allow.Hosts.SequenceEqual(other.Allow.Hosts);

    private static (WebhookSettings Webhook, string Events) Plain(WebhookSettings webhook) => (webhook with { Events = null }, string.Join(' ', webhook.Events ?? []));

    private sealed class Destination
    {
        internal Task Work { get; set; } = Task.CompletedTask;

        internal DateTimeOffset NotBefore { get; set; }
    }
}
