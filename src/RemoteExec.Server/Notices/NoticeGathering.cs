using RemoteExec.Fleet.Notices;
using RemoteExec.Server.Settings;
using RemoteExec.Storage;
using RemoteExec.Storage.Notices;

namespace RemoteExec.Server.Notices;

/// <summary>The shell around <see cref="NoticeRules"/>: events become notices, and what the rules remember is stored with them, so that a server that is killed forgets nothing and writes nothing twice.</summary>
internal sealed class NoticeGathering(
    INoticeReader reader, IGroupCommit commits, NoticeBell bell, LiveSettings settings, TimeProvider time, ILogger<NoticeGathering> log) : BackgroundService
{
    private const int MostAtOnce = 500;

    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        NoticeState? state = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = LookAround;
            try
            {
                var events = await reader.EventsAsync(MostAtOnce, stoppingToken).ConfigureAwait(false);
                state = await GatherAsync(state ?? await reader.StateAsync(stoppingToken).ConfigureAwait(false), events, stoppingToken).ConfigureAwait(false);
                pause = events.Count == MostAtOnce ? TimeSpan.Zero : PauseBefore(NoticeRules.NextDue(state));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it is: what happened stands in the database and is gathered later. What is stored counts, not what is remembered here.
                NoticeLog.NotGathered(log, e);
                (state, pause) = (null, RetryPause);
            }

            await bell.Happened.HearAsync(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<NoticeState> GatherAsync(NoticeState state, IReadOnlyList<(long Id, NoticeEvent Event)> events, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var notices = settings.Current.Notices;
        List<NoticeEffect> effects = [];
        var next = state;
        foreach (var (_, happened) in events)
        {
            var decision = NoticeRules.Happened(next, happened with { Recipients = [.. happened.Recipients.Where(recipient => Wants(notices, recipient, happened.Item.Kind))] }, notices.PerHour, now);
            (next, effects) = (decision.State, [.. effects, .. decision.Effects]);
        }

        var due = NoticeRules.Tick(next, notices.PerHour, now);
        effects.AddRange(due.Effects);
        if (events.Count == 0 && effects.Count == 0)
        {
            return due.State;
        }

        var written = effects.Select(effect => new NoticeRow(
            Convert.ToHexStringLower(Guid.CreateVersion7(now).ToByteArray(bigEndian: true)), effect.Recipient, effect.Content, new Delivery(NoticeDelivery.Queued, now, now))).ToList();
        await commits.CommitAsync([new StorageChange.GatherNotices(events.Count == 0 ? 0 : events[^1].Id, due.State, written)]).WaitAsync(cancellation).ConfigureAwait(false);
        if (written.Count > 0)
        {
            bell.Written.Ring();
        }

        return due.State;
    }

    // Of a webhook that nobody has set something is written, so that its failure can be seen.
    private static bool Wants(NoticeSettings notices, string recipient, NoticeKind kind) =>
        NoticeRecipients.WebhookOf(recipient) is not { } name
        || notices.Webhooks.FirstOrDefault(webhook => string.Equals(webhook.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } webhook
        || (!webhook.Off && webhook.Events?.Contains(kind.ToWord()) != false);

    private TimeSpan PauseBefore(DateTimeOffset? due)
    {
        var pause = due is { } at ? at - time.GetUtcNow() : LookAround;
        return pause > LookAround ? LookAround : pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }
}
