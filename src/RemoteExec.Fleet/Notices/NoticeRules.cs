using System.Collections.Immutable;
using System.Globalization;

namespace RemoteExec.Fleet.Notices;

/// <summary>
/// A digest instead of a flood: <c>(state, event, now) → (state, effects)</c>. The first notice of a run waits a moment for what belongs to it; what comes after it is gathered for minutes; the end of the run
/// tells everything at once; and nobody has more than so many notices in an hour.
/// </summary>
public static class NoticeRules
{
    /// <summary>How long the first notice of a run waits for more: where one step fails, others do, and a machine whose cable was touched is back by then.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);

    /// <summary>From one notice of a run to the next for the same recipient.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromMinutes(5);

    /// <summary>Lines of one notice at most; what else happened is counted.</summary>
    public const int MostItems = 100;

    /// <summary>Notices for one recipient within an hour, unless somebody says otherwise.</summary>
    public const int UsualPerHour = 20;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    /// <summary>Something has happened.</summary>
    /// <param name="state">Before.</param>
    /// <param name="happened">What, and whom it concerns.</param>
    /// <param name="perHour">Notices for one recipient within an hour, 1…</param>
    /// <param name="now">Now.</param>
    public static NoticeDecision Happened(NoticeState state, NoticeEvent happened, int perHour, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(happened);
        var open = state.Open;
        foreach (var recipient in happened.Recipients.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{happened.Run} {recipient.ToLowerInvariant()}");
            var before = open.GetValueOrDefault(key) ?? new Gathering(happened.Run, happened.Sequence, recipient, []);
            var after = Schedule(Gather(before, happened.Item), now);
            open = after.Items.IsEmpty && after.Last is null ? open.Remove(key) : open.SetItem(key, after);
        }

        return Tick(state with { Open = open }, perHour, now);
    }

    /// <summary>Time has passed.</summary>
    /// <param name="state">Before.</param>
    /// <param name="perHour">Notices for one recipient within an hour, 1…</param>
    /// <param name="now">Now.</param>
    public static NoticeDecision Tick(NoticeState state, int perHour, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var (open, sent) = (state.Open, state.Sent);
        List<NoticeEffect> effects = [];
        foreach (var (key, gathering) in state.Open.Where(pair => pair.Value.Due <= now).OrderBy(pair => pair.Value.Due).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var recipient = gathering.Recipient.ToLowerInvariant();
            var hour = Recent(sent.GetValueOrDefault(recipient), now);
            if (hour.At.Length < perHour)
            {
                effects.Add(new NoticeEffect(gathering.Recipient, new NoticeContent(gathering.Run, gathering.Sequence, gathering.Items, gathering.More, hour.NotSent)));
                hour = new HourOf(hour.At.Add(now), 0);
            }
            else
            {
                hour = hour with { NotSent = hour.NotSent + 1 };
            }

            sent = sent.SetItem(recipient, hour);
            open = gathering.IsOver ? open.Remove(key) : open.SetItem(key, gathering with { Items = [], More = 0, Due = null, Last = now });
        }

        return new NoticeDecision(Forget(new NoticeState(open, sent), now), effects);
    }

    /// <summary>When <see cref="Tick"/> has something to do next; null: only after other events.</summary>
    /// <param name="state">The state.</param>
    public static DateTimeOffset? NextDue(NoticeState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Open.Values.Min(gathering => gathering.Due);
    }

    private static Gathering Gather(Gathering before, NoticeItem item)
    {
        // Who came back before anybody was told that it had gone need not be mentioned.
        if (item.Kind == NoticeKind.MachineBack
            && before.Items.LastOrDefault(known => known.Machine == item.Machine) is { Kind: NoticeKind.MachineAway } untold)
        {
            return before with { Items = before.Items.Remove(untold) };
        }

        return before.Items.Length < MostItems || item.Kind == NoticeKind.RunEnded
            ? before with { Items = before.Items.Add(item), IsOver = before.IsOver || item.Kind == NoticeKind.RunEnded }
            : before with { More = before.More + 1 };
    }

    private static Gathering Schedule(Gathering gathering, DateTimeOffset now)
    {
        if (gathering.Items.IsEmpty)
        {
            return gathering with { Due = null };
        }

        if (gathering.IsOver)
        {
            return gathering with { Due = now };
        }

        var soon = now + FirstPause;
        return gathering with { Due = gathering.Due ?? (gathering.Last + Between is { } next && next > soon ? next : soon) };
    }

    private static HourOf Recent(HourOf? known, DateTimeOffset now) =>
        known is null ? new HourOf([], 0) : known with { At = [.. known.At.Where(at => at > now - Hour)] };

    // A run whose end nobody told (a restored backup) is not remembered for ever.
    private static NoticeState Forget(NoticeState state, DateTimeOffset now) => new(
        state.Open.RemoveRange(state.Open.Where(pair => pair.Value is { Due: null, Last: var last } && (last is null || last < now - Forgotten)).Select(pair => pair.Key)),
        state.Sent.RemoveRange(state.Sent.Where(pair => pair.Value.NotSent == 0 && Recent(pair.Value, now).At.IsEmpty).Select(pair => pair.Key)));
}
