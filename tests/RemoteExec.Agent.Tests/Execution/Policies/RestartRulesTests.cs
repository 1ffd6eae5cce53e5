using System.Globalization;
using RemoteExec.Agent.Execution.Policies;
using RemoteExec.Processes;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Execution.Policies;

public sealed class RestartRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RestartPolicy Unexpected = new(RestartOn.Unexpected);

    [Theory]
    [InlineData(RestartOn.Never, 1, null, null, false)]
    [InlineData(RestartOn.Never, null, 9, null, false)]
    [InlineData(RestartOn.Unexpected, 0, null, null, false)]
    [InlineData(RestartOn.Unexpected, 1, null, null, true)]
    [InlineData(RestartOn.Unexpected, null, 15, null, true)]
    [InlineData(RestartOn.Unexpected, null, null, null, true)]
    [InlineData(RestartOn.Unexpected, 3, null, new[] { 3, 4 }, false)]
    [InlineData(RestartOn.Unexpected, 0, null, new[] { 3, 4 }, true)]
    [InlineData(RestartOn.Unexpected, null, 3, new[] { 3 }, true)]
    [InlineData(RestartOn.Always, 0, null, null, true)]
    [InlineData(RestartOn.Always, null, 9, null, true)]
    [InlineData(RestartOn.Always, null, null, null, true)]
    public void End_OfEachKind_IsFollowedAsThePolicySays(RestartOn on, int? code, int? signal, int[]? expected, bool again) =>
        Assert.Equal(again, Decide(new RestartPolicy(on), expected: expected, exit: new ProcessExit(code, signal, Now)) is RestartDecision.Again);

    [Fact]
    public void End_WithoutAPolicy_IsTheEnd() => Assert.IsType<RestartDecision.Done>(Decide(null, exit: Code(1)));

    [Fact]
    public void End_OnRequest_IsTheEnd() => Assert.IsType<RestartDecision.Done>(Decide(new RestartPolicy(RestartOn.Always), exit: Code(1), onRequest: true));

    [Theory]
    [InlineData(0, 0.0, 500)]
    [InlineData(0, 0.5, 750)]
    [InlineData(1, 0.0, 1_000)]
    [InlineData(3, 0.0, 4_000)]
    [InlineData(9, 0.0, 150_000)]
    [InlineData(100_000, 0.0, 150_000)]
    public void Pause_DoublesWithEachRestart_UpToFiveMinutes(int streak, double chance, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Again(Decide(Unexpected, new RestartHistory(streak + 1, streak, []), Code(1), chance: chance)).After);

    [Fact]
    public void Pause_ThatIsLongerThanFiveMinutesAtFirst_StaysAsItIs() =>
        Assert.Equal(
            TimeSpan.FromMinutes(30),
            Again(Decide(new RestartPolicy(RestartOn.Always, BackoffMilliseconds: 3_600_000), new RestartHistory(8, 7, []), Code(1), chance: 0)).After);

    [Fact]
    public void Pause_None_IsNoneForEver() =>
        Assert.Equal(TimeSpan.Zero, Again(Decide(Unexpected with { BackoffMilliseconds = 0 }, new RestartHistory(8, 7, []), Code(1), chance: 0.9)).After);

    [Theory]
    [InlineData(60_000, 16_000)]
    [InlineData(60_001, 500)]
    public void Pause_AfterARunLongerThanTheWindow_BeginsAnew(int ranMilliseconds, int pauseMilliseconds) =>
        Assert.Equal(
            TimeSpan.FromMilliseconds(pauseMilliseconds),
            Again(Decide(Unexpected, new RestartHistory(6, 5, []), Code(1), ran: TimeSpan.FromMilliseconds(ranMilliseconds), chance: 0)).After);

    [Theory]
    [InlineData(3, 60_000, "gave up: 3 restarts within 60 s")]
    [InlineData(1, 1_500, "gave up: 1 restart within 1500 ms")]
    public void Restart_TooOften_IsGivenUpWithTheNumbers(int attempts, int within, string message)
    {
        var recent = Enumerable.Range(1, attempts).Select(ago => Now.AddMilliseconds(-ago));

        var decision = Decide(new RestartPolicy(RestartOn.Always, attempts, within), new RestartHistory(attempts + 1, attempts, [.. recent]), Code(1));

        Assert.Equal(message, Assert.IsType<RestartDecision.GiveUp>(decision).Message);
    }

    [Fact]
    public void Restart_OfWhichOneIsJustOutOfTheWindow_IsAllowed()
    {
        var history = new RestartHistory(4, 3, [Now.AddSeconds(-60), Now.AddSeconds(-59), Now.AddSeconds(-58)]);

        var again = Again(Decide(Unexpected, history, Code(1)));

        Assert.Equal(5, again.Attempt);
        Assert.Equal([Now.AddSeconds(-59), Now.AddSeconds(-58), Now + again.After], again.History.Recent);
    }

    [Fact]
    public void Restart_ClockWasSetBack_OldRestartsCountForOneWindowMore_NotForThatHour()
    {
        var policy = Unexpected with { Attempts = 2 };
        var history = new RestartHistory(2, 1, [Now.AddHours(1)]);

        var again = Again(Decide(policy, history, Code(1)));
        var later = RestartRules.Ended(policy, null, again.History, new ProcessExit(1, null, Now.AddSeconds(61)), false, TimeSpan.Zero, Now.AddSeconds(61), 0.5);

        Assert.Equal([Now, Now + again.After], again.History.Recent);
        Assert.Equal(4, Again(later).Attempt);
    }

    [Fact]
    public void Message_SaysWhyItEndedAndWhenTheNextBegins() =>
        Assert.Equal("exit code 7; attempt 2 begins at 2026-01-01 12:00:01 UTC", Again(Decide(Unexpected with { BackoffMilliseconds = 2_000 }, exit: Code(7), chance: 0)).Message);

    [Fact]
    public void Message_IsTheSameInEveryCulture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { DateTimeFormat = { DateSeparator = "!", TimeSeparator = "!" } };
        try
        {
            Assert.Contains("12:00:0", Again(Decide(Unexpected, exit: Code(1), chance: 0)).Message, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static ProcessExit Code(int code) => new(code, null, Now);

    private static RestartDecision.Again Again(RestartDecision decision) => Assert.IsType<RestartDecision.Again>(decision);

    private static RestartDecision Decide(
        RestartPolicy? policy,
        RestartHistory? history = null,
        ProcessExit exit = default,
        bool onRequest = false,
        TimeSpan ran = default,
        IReadOnlyList<int>? expected = null,
        double chance = 0.5) =>
        RestartRules.Ended(policy, expected, history ?? RestartHistory.First, exit, onRequest, ran, Now, chance);
}
