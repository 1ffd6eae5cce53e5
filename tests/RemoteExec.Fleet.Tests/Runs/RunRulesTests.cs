using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Runs.Rehearsals;
using RemoteExec.Fleet.Sequences;
using static RemoteExec.Fleet.Tests.Runs.Plans;

namespace RemoteExec.Fleet.Tests.Runs;

/// <summary>How a run goes, step by step.</summary>
public class RunRulesTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void ATrackOfDelaysAlone_GoesOutAsOneArray()
    {
        var decision = RunRules.Begin(Plan(Sequence(Track("a", Step("x", 500), Step("y"), Step("z", 2_000)) with { DelayMilliseconds = 1_000 }), Plain("a")), Noon);

        var start = Assert.Single(decision.Effects.OfType<RunEffect.Start>());
        Assert.Equal([(0, 1_500), (1, 1_000), (2, 3_000)], start.Steps.Select(step => (step.Step, step.DelayMilliseconds)));
        Assert.All(start.Steps, step => Assert.Null(step.At));
    }

    [Fact]
    public void SeveralMachinesThatKnowTheTime_StartAtOneInstant()
    {
        var decision = RunRules.Begin(Plan(Sequence(Track("a", Step("x", 500)), Track("b", Step("x")))), Noon);

        Assert.Equal(
            [Noon + RunRules.InstantLead + TimeSpan.FromMilliseconds(500), Noon + RunRules.InstantLead],
            decision.Effects.OfType<RunEffect.Start>().SelectMany(start => start.Steps).Select(step => step.At!.Value));
    }

    [Fact]
    public void BesideThem_AMachineThatDoesNotKnowIt_WaitsAsLong()
    {
        var decision = RunRules.Begin(Plan(Sequence(Track("*", Step("x"))), Member("a"), Member("b"), Plain("c")), Noon);

        var plain = decision.Effects.OfType<RunEffect.Start>().Single(start => start.Lane == 2);
        Assert.Equal(new StepStart(0, 250, null), Assert.Single(plain.Steps));
    }

    [Fact]
    public void AMachineAlone_StartsAtOnce() =>
        Assert.Equal(new StepStart(0, 0, null), Assert.Single(Assert.Single(RunRules.Begin(Plan(Sequence(Track("a", Step("x")))), Noon).Effects.OfType<RunEffect.Start>()).Steps));

    [Fact]
    public void AStepBehindACondition_WaitsForIt_AndForItsDelay()
    {
        var stage = Perform(Sequence(Track("a", Step("x", ready: true), Step("y", 500), Step("z", 9_000))), (_, _) => Part.Usual with { ToReady = 4 * Second });

        var steps = stage.State.Lanes[0].Steps;
        Assert.Equal(RunPhase.Ready, stage.State.Phase);
        Assert.InRange(steps[1].StartedAt!.Value - steps[0].ReadyAt!.Value, TimeSpan.Zero, Second);
        Assert.InRange(steps[2].StartedAt!.Value - Noon, 9 * Second, 10 * Second);
    }

    [Fact]
    public void ABarrier_OpensWhenEveryStepIsReady_AndDelaysCountFromThere()
    {
        var stage = Perform(
            Sequence(Track("a", Step("x", ready: true)), Track("b", Step("x", 3_000, ready: true)), Track("c", Step("x", 1_000)) with { After = ["a", "b"] }),
            (_, _) => Part.Usual with { ToReady = 2 * Second });

        var opened = stage.State.Lanes[1].Steps[0].ReadyAt!.Value;
        Assert.InRange(stage.State.Lanes[2].Steps[0].StartedAt!.Value - opened, Second, 2 * Second);
        Assert.True(stage.State.Tracks[2].Begin >= opened);
    }

    [Fact]
    public void ATrackWithoutSteps_IsABarrierOnly()
    {
        var sequence = Sequence(Track("a", Step("x", ready: true)), Track("gate") with { Target = "a", After = ["a"] }, Track("b", Step("y")) with { After = ["gate"] });
        var stage = new Stage(Plan(sequence, Member("a"), Member("b")), (_, _) => Part.Usual with { ToReady = 3 * Second }, Noon);
        stage.Begin();
        Assert.Null(stage.State.Tracks[2].Begin);
        while (stage.State.Phase == RunPhase.Starting)
        {
            Assert.True(stage.Next());
        }

        Assert.True(stage.State.Lanes[2].Steps[0].StartedAt >= stage.State.Lanes[0].Steps[0].ReadyAt);
    }

    [Theory]
    [InlineData(OnFailure.Continue, RunPhase.Ready, StepPhase.Ready, 2)]
    [InlineData(OnFailure.Stop, RunPhase.Halted, StepPhase.Skipped, 1)]
    [InlineData(OnFailure.Unwind, RunPhase.Failed, StepPhase.Skipped, 0)]
    public void ARequiredStepThatFails_IsAnsweredAsTheSequenceSays(OnFailure rule, RunPhase phase, StepPhase last, int alive)
    {
        var sequence = Sequence(Track("a", Step("good")), Track("b", Step("bad", ready: true)), Track("c", Step("last")) with { After = ["a", "b"] }) with { OnFailure = rule };
        var stage = Perform(sequence, (lane, _) => lane.Machine == "b" ? Part.Usual with { Fault = "no such file" } : Part.Usual);

        Assert.Equal(phase, stage.State.Phase);
        Assert.Equal(last, stage.State.Lanes[2].Steps[0].Phase);
        Assert.Equal("bad on b: no such file", stage.State.Failure);
        Assert.Equal(alive, stage.State.Lanes.Sum(lane => lane.Steps.Count(step => step.Alive)));
    }

    [Fact]
    public void AStepThatIsNotRequired_MayFail()
    {
        var stage = Perform(
            Sequence(Track("a", Step("bad", required: false)), Track("b", Step("x")) with { After = ["a"] }) with { OnFailure = OnFailure.Unwind },
            (lane, _) => lane.Machine == "a" ? Part.Usual with { Fault = "no such file" } : Part.Usual);

        Assert.Equal(RunPhase.Ready, stage.State.Phase);
        Assert.Null(stage.State.Failure);
        Assert.Equal(StepPhase.Failed, stage.State.Lanes[0].Steps[0].Phase);
    }

    [Fact]
    public void WhatIsNotReadyInTime_HasFailed()
    {
        var stage = Perform(Sequence(Track("a", Step("x", ready: true, timeout: 3_000))) with { OnFailure = OnFailure.Stop }, (_, _) => Part.Usual with { ToReady = null });

        Assert.Equal("x on a: not ready after 3 s", stage.State.Failure);
    }

    [Fact]
    public void AMachineThatSaysNothing_DoesNotHoldTheRunForEver()
    {
        var plan = Plan(Sequence(Track("a", Step("x", 1_000))) with { OnFailure = OnFailure.Stop });
        var begun = RunRules.Begin(plan, Noon).State;
        var due = RunRules.NextDue(begun);

        Assert.Equal(Noon + Second + RunRules.AnswerPatience, due);
        Assert.Equal(StepPhase.Sent, RunRules.Tick(begun, due!.Value - TimeSpan.FromMilliseconds(1)).State.Lanes[0].Steps[0].Phase);
        Assert.Equal("x on a: a has not said that it started", RunRules.Tick(begun, due.Value).State.Failure);
    }

    [Fact]
    public void AProgramThatEndsAsItShould_IsNoFailure_AndTheRunIsDone()
    {
        var stage = PerformToTheEnd(Sequence(Track("a", Step("warp"))), (_, _) => Part.Usual with { ToEnd = Second });

        Assert.Equal(RunPhase.Done, stage.State.Phase);
        Assert.Equal(["run.started", "step.ready", "run.ready", "run.done"], stage.Happenings.Select(happening => happening.Kind));
    }

    [Fact]
    public void AProgramThatFailsOnceEverythingIsReady_StopsNothing_ButTheRunHasFailed()
    {
        var stage = PerformToTheEnd(
            Sequence(Track("a", Step("player")), Track("b", Step("other"))) with { OnFailure = OnFailure.Unwind },
            (lane, _) => Part.Usual with { ToEnd = lane.Machine == "a" ? 5 * Second : 60 * Second, ExitCode = lane.Machine == "a" ? 3 : 0 });

        Assert.Equal(RunPhase.Failed, stage.State.Phase);
        Assert.Equal("player on a: ended with code 3", stage.State.Failure);
        Assert.InRange(stage.State.Lanes[1].Steps[0].EndedAt!.Value - Noon, 60 * Second, 61 * Second);
    }

    [Fact]
    public void Stop_GoesFromTheLastToTheFirst()
    {
        var sequence = Sequence(Track("a", Step("one"), Step("two")), Track("b", Step("three")) with { After = ["a"] }, Track("c", Step("four")) with { After = ["b"] });
        var stage = Perform(sequence, (_, _) => Part.Usual);
        stage.Stop("anna");
        while (stage.Next())
        {
        }

        Assert.Equal(RunPhase.Stopped, stage.State.Phase);
        var ends = stage.State.Lanes.SelectMany(lane => lane.Steps).Select(step => step.EndedAt!.Value).ToList();
        Assert.True(ends[3] < ends[2] && ends[2] < ends[1] && ends[1] < ends[0]);
        Assert.Equal("stopped by anna", stage.Happenings[^1].Text);
    }

    [Fact]
    public void StoppedWhileStarting_NothingMoreIsStarted()
    {
        var plan = Plan(Sequence(Track("a", Step("one", ready: true), Step("two")), Track("b", Step("three")) with { After = ["a"] }));
        var stage = new Stage(plan, (_, _) => Part.Usual with { ToReady = 5 * Second }, Noon);
        stage.Begin();
        while (stage.State.Lanes[0].Steps[0].Phase != StepPhase.Started)
        {
            stage.Next();
        }

        stage.Stop("anna");
        while (stage.Next())
        {
        }

        Assert.Equal(RunPhase.Stopped, stage.State.Phase);
        Assert.Equal(StepPhase.Stopped, stage.State.Lanes[0].Steps[0].Phase);
        Assert.Single(stage.Processes);
    }

    [Fact]
    public void AProgramThatDoesNotEnd_DoesNotHoldUpTheOthersForEver()
    {
        var stage = Perform(Sequence(Track("a", Step("one")), Track("b", Step("two")) with { After = ["a"] }), (lane, _) => Part.Usual with { ToStop = lane.Machine == "b" ? TimeSpan.FromDays(1) : Second });
        stage.Stop("anna");
        while (!stage.State.Phase.IsFinal())
        {
            Assert.True(stage.Next());
        }

        Assert.Equal(RunPhase.Stopped, stage.State.Phase);
        Assert.Contains("has not said that it ended", stage.State.Lanes[1].Steps[0].Message, StringComparison.Ordinal);
        Assert.True(stage.State.Lanes[0].Steps[0].EndedAt > stage.State.Lanes[1].Steps[0].EndedAt);
    }

    [Fact]
    public void AClientWithoutStop_IsLeftRunning_AndSaidToBe()
    {
        var stage = Perform(Sequence(Track("a", Step("x"))), (_, _) => Part.Usual, Plain("a"));
        stage.Stop("anna");

        Assert.Equal(RunPhase.Stopped, stage.State.Phase);
        Assert.Contains("it runs on there", stage.State.Lanes[0].Steps[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMachineThatIsAway_AndSkipped_HoldsUpNobody()
    {
        var stage = Perform(
            Sequence(Track("gone", Step("x")), Track("b", Step("x")) with { After = ["gone"] }) with { Offline = OfflineRule.Skip }, (_, _) => Part.Usual, Member("gone", connected: false), Member("b"));

        Assert.Equal(RunPhase.Ready, stage.State.Phase);
        Assert.Equal(StepPhase.Skipped, stage.State.Lanes[0].Steps[0].Phase);
    }

    [Theory]
    [InlineData(OfflineRule.Refuse, StepPhase.Failed)]
    [InlineData(OfflineRule.Skip, StepPhase.Skipped)]
    public void AMachineThatHasGoneSince_IsWaitedForAWhile(OfflineRule rule, StepPhase phase)
    {
        var begun = RunRules.Begin(Plan(Sequence(Track("a", Step("x"))) with { Offline = rule }), Noon);
        Assert.Equal(RunRules.AwayPatience.TotalMilliseconds, Assert.Single(begun.Effects.OfType<RunEffect.Start>()).QueueMilliseconds);

        var process = new FleetProcess(1, "m-a", 1, new Executable("x", "", []), ProcessState.Queued, Noon);
        var queued = RunRules.News(begun.State, [(0, 0, process)], Noon).State;
        Assert.Equal(StepPhase.Sent, queued.Lanes[0].Steps[0].Phase);
        var expired = RunRules.News(queued, [(0, 0, process with { State = ProcessState.Expired, EndedAt = Noon + RunRules.AwayPatience })], Noon + RunRules.AwayPatience).State;
        Assert.Equal(phase, expired.Lanes[0].Steps[0].Phase);
    }

    [Fact]
    public void AStartThatTheMachineKnowsBetter_ReplacesTheFirstGuess_AndALaterAttemptDoesNot()
    {
        var begun = RunRules.Begin(Plan(Sequence(Track("a", Step("x", ready: true)))), Noon);
        var process = new FleetProcess(1, "m-a", 1, new Executable("x", "", []), ProcessState.Running, Noon) { StartedAt = Noon + (3 * Second) };
        var guessed = RunRules.News(begun.State, [(0, 0, process)], Noon + (3 * Second)).State;
        Assert.Equal(Noon + (3 * Second), guessed.Lanes[0].Steps[0].StartedAt);

        var told = process with { StartedAt = Noon + Second, Ready = true, ReadyAt = Noon + (2 * Second) };
        var known = RunRules.News(guessed, [(0, 0, told)], Noon + (4 * Second)).State;
        Assert.Equal((Noon + Second, Noon + (2 * Second)), (known.Lanes[0].Steps[0].StartedAt, known.Lanes[0].Steps[0].ReadyAt));

        var again = RunRules.News(known, [(0, 0, told with { StartedAt = Noon + (9 * Second), Attempt = 2 })], Noon + (9 * Second)).State;
        Assert.Equal(Noon + Second, again.Lanes[0].Steps[0].StartedAt);
    }

    [Fact]
    public void AStepWithoutReady_WasReadyWhenItStarted_AlsoWhenThatIsLearntLater()
    {
        var begun = RunRules.Begin(Plan(Sequence(Track("a", Step("x")))), Noon);
        var process = new FleetProcess(1, "m-a", 1, new Executable("x", "", []), ProcessState.Running, Noon) { StartedAt = Noon + (30 * Second) };
        var guessed = RunRules.News(begun.State, [(0, 0, process)], Noon + (30 * Second)).State;

        var ended = process with { State = ProcessState.Exited, ExitCode = 0, StartedAt = Noon + Second, EndedAt = Noon + (2 * Second) };
        var known = RunRules.News(guessed, [(0, 0, ended)], Noon + (31 * Second)).State.Lanes[0].Steps[0];

        Assert.Equal((StepPhase.Ready, Noon + Second, Noon + Second, Noon + (2 * Second)), (known.Phase, known.StartedAt, known.ReadyAt, known.EndedAt));
    }

    [Fact]
    public void AMachineThatIsAway_AndAwaited_CountsItsDelaysFromItsReturn()
    {
        var sequence = Sequence(Track("gone", Step("x", 700))) with { Offline = OfflineRule.Queue, QueueMilliseconds = 60_000 };
        var decision = RunRules.Begin(Plan(sequence, Member("gone", connected: false)), Noon);

        var start = Assert.Single(decision.Effects.OfType<RunEffect.Start>());
        Assert.Equal((60_000, new StepStart(0, 700, null)), (start.QueueMilliseconds, Assert.Single(start.Steps)));
        Assert.Null(RunRules.NextDue(decision.State));
    }

    [Fact]
    public void WithAConcurrency_SoManyMachinesAreBroughtUpAtATime()
    {
        var fleet = Enumerable.Range(0, 7).Select(i => Member($"m{i}")).ToArray();
        var stage = Perform(Sequence(Track("*", Step("x", ready: true)) with { Concurrency = 3 }), (_, _) => Part.Usual with { ToReady = Second }, fleet);

        var steps = stage.State.Lanes.Select(lane => lane.Steps[0]).ToList();
        var most = steps.Max(step => steps.Count(other => other.StartedAt <= step.StartedAt && other.ReadyAt > step.StartedAt));
        Assert.Equal(3, most);
        Assert.Equal(RunPhase.Ready, stage.State.Phase);
    }

    [Fact]
    public void AStagger_SetsMachinesApart()
    {
        var decision = RunRules.Begin(Plan(Sequence(Track("*", Step("x")) with { StaggerMilliseconds = 200 }), Member("a"), Member("b"), Member("c")), Noon);

        var first = Noon + RunRules.InstantLead;
        Assert.Equal(
            [first, first + TimeSpan.FromMilliseconds(200), first + TimeSpan.FromMilliseconds(400)],
            decision.Effects.OfType<RunEffect.Start>().Select(start => Assert.Single(start.Steps).At!.Value));
    }

    [Fact]
    public void ARemovedMachine_FailsItsSteps()
    {
        var stage = Perform(Sequence(Track("a", Step("x")), Track("b", Step("x"))), (_, _) => Part.Usual);
        stage.CarryOut(RunRules.Removed(stage.State, "m-a", stage.Now));

        Assert.Equal("x on a: its machine was removed", stage.State.Failure);
        Assert.False(stage.State.Lanes[0].Steps[0].Alive);
    }

    [Fact]
    public void WhatCouldNotBeHandedOver_HasFailed_OnceOnly()
    {
        var plan = Plan(Sequence(Track("a", Step("x"))) with { OnFailure = OnFailure.Stop });
        var begun = RunRules.Begin(plan, Noon).State;
        var refused = RunRules.Refused(begun, 0, [0], away: true, "a is away", Noon);

        Assert.Equal(RunPhase.Failed, refused.State.Phase);
        Assert.Equal("x on a: a is away", refused.State.Failure);
        Assert.Empty(RunRules.Refused(refused.State, 0, [0], away: true, "a is away", Noon).Effects);
    }

    private static Stage Perform(Sequence sequence, Func<Lane, int, Part> parts, params FleetMember[] fleet)
    {
        var stage = new Stage(Plan(sequence, fleet), parts, Noon);
        stage.Begin();
        while (stage.State.Phase is RunPhase.Starting or RunPhase.Unwinding && stage.Next())
        {
        }

        return stage;
    }

    private static Stage PerformToTheEnd(Sequence sequence, Func<Lane, int, Part> parts)
    {
        var stage = Perform(sequence, parts);
        while (stage.Next())
        {
        }

        return stage;
    }
}
