using FsCheck.Xunit;

namespace RemoteExec.Agent.Tests.Execution.Ledger.Crashes;

/// <summary>
/// An agent is killed before every line and every effect of a history, and its follower too: nothing is started twice, nothing that was written down is forgotten, every end is told once and
/// truthfully, and what was to be stopped is.
/// </summary>
public sealed class CrashTests
{
    private const int MostSteps = 200;

    public static TheoryData<string> Histories => new(
        "Execute 1, Hear, ExitBadly 1, Hear, Acknowledge",
        "Execute 1, Execute 2, Hear, Hear, Kill 1, Hear, ExitWell 2, Hear",
        "ExecuteLater 1, WaitIsOver, Hear, ExitWell 1, Hear",
        "ExecuteLater 1, Kill 1, WaitIsOver",
        "ExecuteLater 1, TwoMinutesPass, WaitIsOver, Hear",
        "ExecuteAt 1, WaitIsOver, Hear, ExitWell 1, Hear",
        "ExecuteAt 1, WaitIsOver, Kill 1, Hear, Hear",
        "ExecuteMissing 1, Hear, Execute 1, Acknowledge",
        "ExecuteRestarting 1, Hear, ExitBadly 1, Hear, WaitIsOver, Hear, ExitBadly 1, Hear, WaitIsOver, Hear, ExitBadly 1, Hear",
        "ExecuteRestarting 1, Hear, ExitBadly 1, Hear, Kill 1, WaitIsOver",
        "ExecuteRestarting 1, Hear, ExitBadly 1, Hear, WaitIsOver, Kill 1, Hear, Hear",
        "ExecuteWithTimeout 1, Hear, WaitIsOver, Hear",
        "ExecuteAgain 1, ExecuteAgain 1, Hear, ExecuteAgain 1, ExitWell 1, Hear, ExecuteAgain 1",
        "ExecuteAndKill 1, Hear, Hear",
        "ExecuteAndKill 1, Hear, KeeperDies, Hear",
        "Execute 1, KeeperDies, Hear",
        "Execute 1, Hear, KeeperDies, ExitWell 1, Hear",
        "Execute 1, Hear, Kill 1, KeeperDies, Hear, Hear",
        "ExecuteRestarting 1, Hear, MachineDies, WaitIsOver, Hear, ExitWell 1, Hear");

    [Theory]
    [MemberData(nameof(Histories))]
    public void AgentDies_BeforeEveryLineAndEffect_ItsFollowerToo_NothingIsLostOrDoubled(string history)
    {
        var steps = Parse(history);
        for (var first = 0; first < MostSteps; first++)
        {
            for (var second = 0; second < MostSteps; second++)
            {
                var script = new CrashScript([first, second]);
                var problem = script.Run(steps);
                Assert.True(problem is null, $"died after {first}, then after {second}: {problem}");
                if (script.Deaths == 0)
                {
                    return;
                }

                if (script.Deaths == 1)
                {
                    break;
                }
            }
        }

        Assert.Fail("The history is longer than this test looks.");
    }

    [Property(MaxTest = 200)]
    public void AgentDies_AnyHistory_NothingIsLostOrDoubled(byte[] history, byte second)
    {
        var steps = Any(history);
        for (var first = 0; ; first++)
        {
            var script = new CrashScript([first, second % 8]);
            var problem = script.Run(steps);
            Assert.True(problem is null, $"{string.Join(", ", steps)} died after {first}, then after {second % 8}: {problem}");
            if (script.Deaths == 0)
            {
                return;
            }
        }
    }

    // Of what stood in a line that is lost nobody can know; but what may have been started is not started again, and everything else goes on.
    [Theory]
    [MemberData(nameof(Histories))]
    public void AgentDies_AndAnyLineOfItsJournalIsDamaged_NothingIsStartedTwice(string history)
    {
        var steps = Parse(history);
        for (var first = 1; ; first++)
        {
            for (var lost = 0; lost < first; lost++)
            {
                var script = new CrashScript([first], lost);
                var problem = script.Run(steps);
                Assert.True(problem is null || !problem.Contains("times", StringComparison.Ordinal), $"died after {first}, line {lost} lost: {problem}");
                if (script.Deaths == 0)
                {
                    return;
                }
            }
        }
    }

    private static List<(Happening What, int Whom)> Parse(string history) =>
    [
        .. history.Split(", ").Select(step => step.Split(' ')).Select(words => (Enum.Parse<Happening>(words[0]), words.Length > 1 ? int.Parse(words[1]) - 1 : 0)),
    ];

    private static List<(Happening What, int Whom)> Any(byte[] history) =>
        [.. history.Select(step => ((Happening)((step >> 1) % Enum.GetValues<Happening>().Length), step & 1))];
}
