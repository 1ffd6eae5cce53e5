using RemoteExec.Fleet.Notices;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Runs;
using static RemoteExec.Fleet.Tests.Runs.Plans;

namespace RemoteExec.Fleet.Tests.Notices;

public class RunNoticesTests
{
    private static readonly string[] Crew = ["crew@example.org", "webhook:show"];

    [Fact]
    public void AFailureAndTheEnd_AreTold_InShortSentences()
    {
        var begun = Begin(Step("player"));
        var failed = Refuse(begun, "no such file");
        var told = RunNotices.Of(12, failed, Absences.None, Noon.AddSeconds(3.2));

        Assert.Equal(
            [
                (NoticeKind.StepFailed, "player on left failed: no such file"),
                (NoticeKind.RunEnded, "run 12 of show ended failed after 3.2 s; 1 step failed: player on left: no such file"),
            ],
            told.Select(notice => (notice.Item.Kind, notice.Item.Text)));
        Assert.All(told, notice => Assert.Equal(Crew, notice.Recipients));
    }

    [Fact]
    public void AStepThatSaysSo_IsNotTold_ButTheEndIs() =>
        Assert.Equal([NoticeKind.RunEnded], RunNotices.Of(1, Refuse(Begin(Step("player") with { Notify = false }), "no"), Absences.None, Noon).Select(notice => notice.Item.Kind));

    [Fact]
    public void ASequenceThatNamesNobody_TellsNobody() =>
        Assert.Empty(RunNotices.Of(1, Refuse(Begin(Step("player"), []), "no"), new Absences(["left"], []), Noon));

    [Fact]
    public void WordsOfPeers_StayOnOneLine_AndEnd()
    {
        var told = RunNotices.Of(1, Refuse(Begin(Step("player")), "a\r\nBcc: b\u2028c\u202e" + new string('x', 4_000) + "😀"), Absences.None, Noon);

        Assert.All(told, notice =>
        {
            Assert.DoesNotContain(notice.Item.Text, c => c is '\r' or '\n' or '\u2028' or '\u202e');
            Assert.True(notice.Item.Text.Length <= 500);
        });
    }

    [Fact]
    public void AMachineIsToldOnce_WhenItGoes_AndWhenItIsBack()
    {
        var state = Begin(Step("a"), Crew, Step("b")).State;
        var (away, gone) = Absences.Learn([], state, [News(0, ProcessState.Unknown), News(1, ProcessState.Unknown)]);
        Assert.Equal(["left"], gone.Gone);
        Assert.Empty(Absences.Learn(away, state, [News(0, ProcessState.Unknown)]).Changed.Gone);

        var (none, back) = Absences.Learn(away, state, [News(0, ProcessState.Running)]);
        Assert.Equal(["left"], back.Back);
        Assert.Empty(none);
        var told = Assert.Single(RunNotices.Of(12, new RunDecision(state, []), gone, Noon));
        Assert.Equal((NoticeKind.MachineAway, "left", "left went away during run 12 of show; its programs may go on"), (told.Item.Kind, told.Item.Machine, told.Item.Text));
    }

    [Theory]
    [InlineData("crew@example.org", true)]
    [InlineData("webhook:show-control", true)]
    [InlineData("webhook:", false)]
    [InlineData("webhook:a b", false)]
    [InlineData("crew", false)]
    [InlineData("a@b@c", false)]
    [InlineData("a@b.org\r\nBcc: c@d.org", false)]
    [InlineData("a@b.org,c@d.org", false)]
    [InlineData("<a@b.org>", false)]
    [InlineData("@b", false)]
    public void ARecipient_IsAnAddressOrAWebhook(string recipient, bool isOne) => Assert.Equal(isOne, NoticeRecipients.FindProblem(recipient) is null);

    private static RunDecision Begin(RemoteExec.Fleet.Sequences.Step step, string[]? notify = null, params RemoteExec.Fleet.Sequences.Step[] more) =>
        RunRules.Begin(Plan(Sequence(Track("left", [step, .. more])) with { Notify = notify ?? Crew }), Noon);

    private static RunDecision Refuse(RunDecision begun, string why) => RunRules.Refused(begun.State, 0, [0], away: false, why, Noon.AddSeconds(3.2));

    private static (int Lane, int Step, FleetProcess Process) News(int step, ProcessState state) =>
        (0, step, new FleetProcess(1, "m-left", 1, new Executable("a", "", []), state, Noon));
}
