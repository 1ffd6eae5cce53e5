using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Sequences;
using static RemoteExec.Fleet.Tests.Runs.Plans;

namespace RemoteExec.Fleet.Tests.Runs;

/// <summary>What the machines themselves say before a run begins.</summary>
public class RunChecksTests
{
    [Fact]
    public void OnlyMachinesThatAreThere_AndHaveSomethingToDo_AreAsked()
    {
        var plan = Plan(
            Sequence(Track("a", Step("one"), Step("two")), Track("b", Step("s")), Track("c")) with { Offline = OfflineRule.Queue },
            Member("a"), Member("b", connected: false), Member("c"));

        var (lane, executables) = Assert.Single(RunChecks.QuestionsOf(plan));
        Assert.Equal("a", lane.Machine);
        Assert.Equal(["one", "two"], executables.Select(executable => executable.Name));
    }

    [Fact]
    public void WhatWouldNotStart_StandsInTheWay_StepByStep()
    {
        var plan = Plan(Sequence(Track("a", Step("one"), Step("two"), Step("three"))));

        var findings = RunChecks.Read(plan, plan.Lanes[0], CheckAnswer.Given, ["no such file", null, "not allowed"]).ToList();

        Assert.Equal([("would-not-start", "one", true), ("would-not-start", "three", true)], findings.Select(finding => (finding.Code, finding.Step!, finding.Blocks)));
        Assert.Equal("three would not start on a: not allowed", findings[1].Sentence);
    }

    [Theory]
    [InlineData(CheckAnswer.Unable, 1)]
    [InlineData(CheckAnswer.Late, 1)]
    [InlineData(CheckAnswer.Away, 0)]
    public void WhoCannotAnswer_IsNamed_AndStandsNotInTheWay(CheckAnswer answer, int findings)
    {
        var plan = Plan(Sequence(Track("a", Step("one"))));

        var all = RunChecks.Read(plan, plan.Lanes[0], answer, []).ToList();

        Assert.Equal(findings, all.Count);
        Assert.All(all, finding => Assert.Equal(("cannot-check", "a", false), (finding.Code, finding.Machine, finding.Blocks)));
    }

    [Fact]
    public void WhatRunsThereAlready_AndAnotherProgramOfTheName_StandInTheWay()
    {
        var one = Step("one").Executable with { Name = "ONE" };
        var member = Member("a") with { Live = [Process(7, one), Process(8, one with { Name = "two", Application = "something-else" })] };

        var planning = RunPlanner.Plan(Sequence(Track("a", Step("one"), Step("two"), Step("three"))), [member]);

        Assert.False(planning.MayBegin);
        Assert.Equal([("already-running", "one"), ("name-clash", "two")], planning.Findings.Select(finding => (finding.Code, finding.Step!)));
        Assert.Contains("remoteexec stop 7", planning.Findings[0].Sentence, StringComparison.Ordinal);
    }

    private static FleetProcess Process(long id, Executable executable) => new(id, "m-a", id, executable, ProcessState.Running, Noon);
}
