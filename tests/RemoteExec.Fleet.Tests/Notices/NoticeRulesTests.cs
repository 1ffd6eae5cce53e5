using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using RemoteExec.Fleet.Notices;
using static RemoteExec.Fleet.Tests.Runs.Plans;

namespace RemoteExec.Fleet.Tests.Notices;

public class NoticeRulesTests
{
    private const string Crew = "crew@example.org";

    private NoticeState _state = NoticeState.Empty;
    private DateTimeOffset _now = Noon;

    [Fact]
    public void TheFirstNotice_WaitsForWhatBelongsToIt_AndNoLongerThanHalfAMinute()
    {
        Assert.Empty(Happens(NoticeKind.StepFailed, "a failed"));
        Assert.InRange(NoticeRules.NextDue(_state)!.Value - _now, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.Empty(After(1, NoticeKind.StepFailed, "b failed"));

        var notice = Assert.Single(Passes(30));
        Assert.Equal((Crew, 7L, "show"), (notice.Recipient, notice.Content.Run, notice.Content.Sequence));
        Assert.Equal(["a failed", "b failed"], notice.Content.Items.Select(item => item.Text));
        Assert.Null(NoticeRules.NextDue(_state));
    }

    [Fact]
    public void WhatComesLater_IsGatheredForFiveMinutes_AndTheEndTellsAtOnce()
    {
        Happens(NoticeKind.StepFailed, "a");
        Assert.Single(Passes(30));

        Assert.Empty(After(1, NoticeKind.StepFailed, "b"));
        Assert.Empty(After(200, NoticeKind.StepFailed, "c"));
        Assert.Equal(["b", "c"], Assert.Single(Passes(100)).Content.Items.Select(item => item.Text));

        Assert.Empty(After(1, NoticeKind.StepFailed, "d"));
        Assert.Equal(["d", "over"], Assert.Single(After(1, NoticeKind.RunEnded, "over")).Content.Items.Select(item => item.Text));
        Assert.Empty(_state.Open);
    }

    [Fact]
    public void AMachineThatIsBackBeforeAnybodyWasTold_IsNotMentioned()
    {
        Happens(NoticeKind.MachineAway, "left went", "left");
        Happens(NoticeKind.MachineBack, "left is back", "left");
        Assert.Empty(Passes(60));
        Assert.Empty(_state.Open);

        Happens(NoticeKind.MachineAway, "left went", "left");
        Assert.Single(Passes(30));
        After(1, NoticeKind.MachineBack, "left is back", "left");
        Assert.Equal("left is back", Assert.Single(Assert.Single(Passes(400)).Content.Items).Text);
    }

    [Fact]
    public void AMachineThatIsBack_DoesNotSilenceAnother()
    {
        Happens(NoticeKind.MachineAway, "left went", "left");
        Happens(NoticeKind.MachineAway, "right went", "right");
        Happens(NoticeKind.MachineBack, "left is back", "left");

        Assert.Equal("right went", Assert.Single(Assert.Single(Passes(30)).Content.Items).Text);
    }

    [Fact]
    public void AnHourThatIsFull_HoldsBack_AndTheNextNoticeSaysHowMany()
    {
        for (var run = 1; run <= 3; run++)
        {
            Assert.Equal(run <= 2 ? 1 : 0, Happens(NoticeKind.RunEnded, "over", run: run, perHour: 2).Count);
        }

        Happens(NoticeKind.RunEnded, "over", run: 4, perHour: 2);
        _now += TimeSpan.FromHours(1);
        Assert.Equal(2, Assert.Single(Happens(NoticeKind.RunEnded, "over", run: 5, perHour: 2)).Content.NotSent);
        Assert.Equal(0, Assert.Single(Happens(NoticeKind.RunEnded, "over", run: 6, perHour: 2)).Content.NotSent);
    }

    [Fact]
    public void TheHourIsOfAPerson_HoweverTheAddressIsWritten()
    {
        Assert.Single(Happens(NoticeKind.RunEnded, "over", perHour: 1));
        Assert.Empty(Apply(NoticeRules.Happened(_state, Event(8, NoticeKind.RunEnded, "over", null, ["CREW@example.org"]), 1, _now)));
        Assert.Single(Apply(NoticeRules.Happened(_state, Event(9, NoticeKind.RunEnded, "over", null, ["other@example.org", "Other@example.org"]), 1, _now)));
    }

    [Fact]
    public void AFlood_IsCounted_AndItsEndIsAlwaysTold()
    {
        for (var i = 0; i < NoticeRules.MostItems + 40; i++)
        {
            Assert.Empty(Happens(NoticeKind.StepFailed, $"{i}"));
        }

        var told = Assert.Single(Happens(NoticeKind.RunEnded, "over")).Content;
        Assert.Equal(("over", 40), (told.Items[^1].Text, told.More));
    }

    [Fact]
    public void ARunWhoseEndNobodyTold_IsForgottenAfterADay()
    {
        Happens(NoticeKind.StepFailed, "a");
        Assert.Single(Passes(30));
        Assert.NotEmpty(_state.Open);

        Assert.Empty(Passes(90_000));
        Assert.Equal(NoticeState.Empty.Open, _state.Open);
        Assert.Empty(_state.Sent);
    }

    /// <summary>Whatever happens: nobody has more in an hour than is allowed, nothing is told twice, and what is not told is counted.</summary>
    [Property(MaxTest = 300)]
    public Property AnyFlood_IsBounded_AndNothingIsToldTwice()
    {
        var step = from run in Gen.Choose(1, 3)
                   from kind in Gen.Elements(NoticeKind.StepFailed, NoticeKind.StepFailed, NoticeKind.RunEnded, NoticeKind.MachineAway, NoticeKind.MachineBack)
                   from machine in Gen.Elements("left", "right")
                   from pause in Gen.Elements(0, 1, 20, 400, 1_500)
                   select (run, kind, machine, pause);
        return Prop.ForAll(Gen.ListOf(step).ToArbitrary(), steps =>
        {
            const int perHour = 4;
            var (state, now, sequence) = (NoticeState.Empty, Noon, 0);
            List<(DateTimeOffset At, NoticeEffect Notice)> sent = [];
            void Keep(NoticeDecision decision)
            {
                state = decision.State;
                sent.AddRange(decision.Effects.Select(effect => (now, effect)));
            }

            foreach (var (run, kind, machine, pause) in steps)
            {
                Keep(NoticeRules.Happened(state, Event(run, kind, $"{sequence++}", kind is NoticeKind.MachineAway or NoticeKind.MachineBack ? machine : null), perHour, now));
                now += TimeSpan.FromSeconds(pause);
                Keep(NoticeRules.Tick(state, perHour, now));
            }

            while (NoticeRules.NextDue(state) is { } due)
            {
                now = due;
                Keep(NoticeRules.Tick(state, perHour, now));
            }

            var items = sent.SelectMany(one => one.Notice.Content.Items.Select(item => item.Text)).ToList();
            Assert.Equal(items.Count, items.Distinct().Count());
            Assert.All(sent, one => Assert.True(sent.Count(other => other.At > one.At - TimeSpan.FromHours(1) && other.At <= one.At) <= perHour));
            Assert.All(sent, one => Assert.NotEmpty(one.Notice.Content.Items));
        });
    }

    private IReadOnlyList<NoticeEffect> Happens(NoticeKind kind, string text, string? machine = null, long run = 7, int perHour = 20) =>
        Apply(NoticeRules.Happened(_state, Event(run, kind, text, machine), perHour, _now));

    private IReadOnlyList<NoticeEffect> After(int seconds, NoticeKind kind, string text, string? machine = null)
    {
        _now += TimeSpan.FromSeconds(seconds);
        return Happens(kind, text, machine);
    }

    private IReadOnlyList<NoticeEffect> Passes(int seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        return Apply(NoticeRules.Tick(_state, 20, _now));
    }

    private IReadOnlyList<NoticeEffect> Apply(NoticeDecision decision)
    {
        _state = decision.State;
        return decision.Effects;
    }

    private static NoticeEvent Event(long run, NoticeKind kind, string text, string? machine = null, string[]? recipients = null) =>
        new(run, "show", recipients ?? [Crew], new NoticeItem(kind, Noon, text, machine));
}
