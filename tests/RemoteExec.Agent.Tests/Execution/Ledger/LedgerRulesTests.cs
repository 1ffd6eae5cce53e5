using RemoteExec.Agent.Execution;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Processes;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Execution.Ledger;

public sealed class LedgerRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly ProcessStamp Stamp = new(4711, 99, "boot");
    private static readonly WireId One = new(1);

    [Fact]
    public void Execute_NoDelay_IsJournalledAsLaunchingAndLaunched()
    {
        var decision = Execute(LedgerState.Empty, Entry(One));

        Assert.True(Assert.Single(decision.Lines).Received!.Launching);
        Assert.Equal(One, Assert.IsType<Effect.Launch>(Assert.Single(decision.Effects)).Id);
    }

    [Fact]
    public void Execute_Delay_WaitsFromReceipt()
    {
        var decision = Execute(LedgerState.Empty, Entry(One) with { DelayMilliseconds = 1500 });

        Assert.Equal(Now.AddMilliseconds(1500), Assert.IsType<Effect.Schedule>(Assert.Single(decision.Effects)).DueAt);
        Assert.IsType<Effect.Launch>(Assert.Single(LedgerRules.Due(decision.State, One).Effects));
    }

    [Fact]
    public void Execute_At_WaitsForTheInstant_AndIsJournalledAsTheServersTime()
    {
        var decision = Execute(LedgerState.Empty, Entry(One) with { AtMicroseconds = 1_790_000_000_000_001 });

        Assert.Equal(new Effect.Await(One, 1_790_000_000_000_001), Assert.Single(decision.Effects));
        var received = Assert.Single(decision.Lines).Received!;
        Assert.False(received.Launching);
        Assert.Equal(1_790_000_000_000_001, received.Entry.ToEntry(One).AtMicroseconds);
        Assert.IsType<Effect.Launch>(Assert.Single(LedgerRules.Due(decision.State, One).Effects));
    }

    // How long ago it was received says nothing: the instant counts, and the server's time may not be known yet.
    [Fact]
    public void Recover_At_WaitsForTheInstantAgain()
    {
        var pending = Execute(LedgerState.Empty, Entry(One) with { AtMicroseconds = 5 }).State;

        var decision = LedgerRules.Recover(pending, Stranger(lives: true), Now.AddHours(20));

        Assert.Equal(new Effect.Await(One, 5), Assert.Single(decision.Effects));
        Assert.True(decision.State.Outbox.IsEmpty);
    }

    [Fact]
    public void Recover_AtThatWasPreparedAndNeverHandedOn_WaitsAgainAndStartsOnce()
    {
        var prepared = LedgerRules.Due(Execute(MetKeeper(), Entry(One) with { AtMicroseconds = 5 }).State, One).State;

        var decision = LedgerRules.Recover(prepared, Keeper(null), Now.AddHours(20));

        Assert.Equal(new Effect.Await(One, 5), Assert.Single(decision.Effects));
        Assert.IsType<Effect.Launch>(Assert.Single(LedgerRules.Due(decision.State, One).Effects));
        Assert.Empty(LedgerRules.Due(LedgerRules.Due(decision.State, One).State, One).Effects);
    }

    [Fact]
    public void Recover_AtThatAnotherKeeperWasHanded_IsHonestlyUnknown()
    {
        var prepared = LedgerRules.Due(Execute(MetKeeper(), Entry(One) with { AtMicroseconds = 5 }).State, One).State;

        var decision = LedgerRules.Recover(prepared, Stranger(lives: true), Now);

        Assert.Empty(decision.Effects);
        Assert.Equal(WireProcessState.Unknown, Assert.Single(decision.State.Outbox.Values).Status!.State);
    }

    [Fact]
    public void Kill_BeforeItsInstant_IsCancelledAndNeverStarts()
    {
        var killed = Kill(Execute(LedgerState.Empty, Entry(One) with { AtMicroseconds = 5 }).State);

        Assert.False(Assert.Single(killed.State.Outbox.Values).Executed!.Started);
        Assert.Empty(LedgerRules.Due(killed.State, One).Effects);
    }

    [Fact]
    public void Launched_ByTheOwnClock_SaysSo()
    {
        var launched = LedgerRules.Launched(Execute(LedgerState.Empty, Entry(One)).State, One, Stamp, Now, Answers.ByOwnClock);

        Assert.Equal(Answers.ByOwnClock, launched.State.Outbox.Values.Last().Status!.Message);
    }

    [Fact]
    public void Execute_Ties_StartInTheOrderOfTheArray()
    {
        var decision = Execute(LedgerState.Empty, Entry(new WireId(3)), Entry(new WireId(1)), Entry(new WireId(2)));

        Assert.Equal([3, 1, 2], decision.Effects.Cast<Effect.Launch>().Select(launch => launch.Id.Number!.Value));
    }

    [Fact]
    public void Execute_SecondOfOneIdInAPacket_IsADuplicateAndChangesNothing()
    {
        var decision = Execute(LedgerState.Empty, Entry(One), Entry(One));

        Assert.Single(decision.Effects);
        Assert.Equal(Answers.DuplicateId, Assert.Single(decision.State.Outbox.Values).Executed!.Message);
        Assert.Equal(StartPhase.Launching, decision.State.Starts[One].Phase);
    }

    [Fact]
    public void Execute_RepeatedId_IsToldItsStatusAndNeverStartsTwice()
    {
        var ended = Ended(Running());

        var again = Execute(ended, Entry(One));

        Assert.Empty(again.Effects);
        Assert.Equal(WireProcessState.Exited, again.State.Outbox.Values.Last().Status!.State);
        Assert.Equal(3, again.State.Outbox.Values.Last().Status!.ExitCode);
    }

    [Fact]
    public void Execute_RepeatedIdThatIsBeingStarted_IsNotSaidToRunYet()
    {
        var launching = Execute(LedgerState.Empty, Entry(One)).State;

        var again = Execute(launching, Entry(One));

        Assert.Empty(again.Effects);
        Assert.Equal(WireProcessState.Pending, Assert.Single(again.State.Outbox.Values).Status!.State);
    }

    [Fact]
    public void Snapshot_HasWhatIsBeingStarted()
    {
        // Left out it would count as gone, or as never received.
        var launching = Execute(LedgerState.Empty, Entry(One)).State;

        var status = Assert.Single(LedgerRules.Snapshot(launching, new HashSet<WireId>()));

        Assert.Equal((One, WireProcessState.Pending), (status.Id, status.State));
    }

    [Fact]
    public void Execute_RepeatedIdThatNeverStarted_IsToldWhyAgain()
    {
        var refused = LedgerRules.NotLaunched(Execute(LedgerState.Empty, Entry(One)).State, One, "no", Now, 0.5).State;

        var again = Execute(refused, Entry(One));

        Assert.Empty(again.Effects);
        Assert.Equal("no", again.State.Outbox.Values.Last().Executed!.Message);
    }

    [Fact]
    public void Execute_ServerWhoseIdsNameDefinitions_MayStartOneAgainAfterItsEnd()
    {
        var running = Running();
        var whileItRuns = LedgerRules.Execute(running, [Entry(One)], idsNameStarts: false, Now);
        var afterwards = LedgerRules.Execute(Ended(running), [Entry(One)], idsNameStarts: false, Now);

        Assert.Empty(whileItRuns.Effects);
        Assert.Equal(Answers.DuplicateId, whileItRuns.State.Outbox.Values.Last().Executed!.Message);
        Assert.IsType<Effect.Launch>(Assert.Single(afterwards.Effects));
    }

    [Fact]
    public void Execute_RefusedEntry_DoesNotDisturbItsNeighbours()
    {
        var decision = Execute(LedgerState.Empty, Entry(One) with { Refusal = "bad delay" }, new ExecuteEntry { Refusal = "no id" }, Entry(new WireId(2)));

        Assert.Equal(new WireId(2), Assert.IsType<Effect.Launch>(Assert.Single(decision.Effects)).Id);
        Assert.Equal([(One, "bad delay"), ((WireId?)null, "no id")], decision.State.Outbox.Values.Select(report => (report.Executed!.Id, report.Executed.Message)));
    }

    [Fact]
    public void Launched_TellsStartedBeforeRunning()
    {
        var reports = Running().Outbox.Values.ToList();

        Assert.True(reports[0].Executed!.Started);
        Assert.Equal(WireProcessState.Running, reports[1].Status!.State);
    }

    [Fact]
    public void Launched_Timeout_IsALimitFromTheStart()
    {
        var state = Execute(LedgerState.Empty, Entry(One) with { TimeoutMilliseconds = 700 }).State;

        var decision = LedgerRules.Launched(state, One, Stamp, Now);
        var timedOut = LedgerRules.TimedOut(decision.State, One);
        var ended = LedgerRules.Ended(timedOut.State, One, new ProcessExit(null, 15, Now), onRequest: true);

        Assert.Equal(Now.AddMilliseconds(700), Assert.IsType<Effect.Limit>(Assert.Single(decision.Effects)).At);
        Assert.IsType<Effect.Stop>(Assert.Single(timedOut.Effects));
        Assert.StartsWith("timed out after 700 ms", ended.State.Outbox.Values.Last().Status!.Message, StringComparison.Ordinal);
        Assert.Equal(WireProcessState.Closed, ended.State.Outbox.Values.Last().Status!.State);
    }

    [Fact]
    public void TimedOut_ProcessThatHasEnded_DoesNothing() => Assert.Empty(LedgerRules.TimedOut(Ended(Running()), One).Effects);

    [Fact]
    public void Kill_PendingDelay_IsCancelledAndNeverStarts()
    {
        var pending = Execute(LedgerState.Empty, Entry(One) with { DelayMilliseconds = 1 }).State;

        var killed = Kill(pending);

        Assert.False(Assert.Single(killed.State.Outbox.Values).Executed!.Started);
        Assert.Empty(LedgerRules.Due(killed.State, One).Effects);
    }

    [Fact]
    public void Kill_Running_StopsAndIsToldAsClosed()
    {
        var killed = Kill(Running());
        var ended = LedgerRules.Ended(killed.State, One, new ProcessExit(0, null, Now), onRequest: true).State;

        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<Effect.Stop>(Assert.Single(killed.Effects)).Grace);
        Assert.Equal(WireProcessState.Closed, ended.Outbox.Values.Last().Status!.State);
    }

    [Fact]
    public void Kill_TooLate_ItEndedByItself()
    {
        var ended = LedgerRules.Ended(Kill(Running()).State, One, new ProcessExit(0, null, Now), onRequest: false).State;

        Assert.Equal(WireProcessState.Exited, ended.Outbox.Values.Last().Status!.State);
    }

    [Fact]
    public void Kill_Ended_IsToldItsStatusAgain()
    {
        var killed = Kill(Ended(Running()));

        Assert.Empty(killed.Effects);
        Assert.Equal(WireProcessState.Exited, killed.State.Outbox.Values.Last().Status!.State);
    }

    [Fact]
    public void Kill_UnknownId_DoesNothing() => Assert.Empty(Kill(LedgerState.Empty).Lines);

    [Fact]
    public void Ended_NobodySawHow_IsUnknown() =>
        Assert.Equal(
            WireProcessState.Unknown,
            LedgerRules.Ended(Running(), One, new ProcessExit(null, null, Now), onRequest: false).State.Outbox.Values.Last().Status!.State);

    [Fact]
    public void Recover_LivingProcess_IsAdopted()
    {
        var decision = LedgerRules.Recover(Running(), Stranger(lives: true), Now);

        Assert.Equal(Stamp, Assert.IsType<Effect.Adopt>(Assert.Single(decision.Effects)).Stamp);
        Assert.Equal("another life", Assert.Single(decision.Lines).Keeper);
    }

    [Fact]
    public void Recover_DeadProcess_IsHonestlyUnknown()
    {
        var decision = LedgerRules.Recover(Running(), Stranger(lives: false), Now);

        Assert.Empty(decision.Effects);
        Assert.Equal(WireProcessState.Unknown, decision.State.Outbox.Values.Last().Status!.State);
    }

    [Fact]
    public void Recover_DiedBetweenJournalAndLaunch_IsUnknownAndNeverStarted()
    {
        var decision = LedgerRules.Recover(Execute(LedgerState.Empty, Entry(One)).State, Stranger(lives: true), Now);

        Assert.Empty(decision.Effects);
        Assert.Equal(WireProcessState.Unknown, Assert.Single(decision.State.Outbox.Values).Status!.State);
    }

    [Fact]
    public void Ended_ToBeStartedAgain_WaitsAndIsStartedOnceMore()
    {
        var ended = LedgerRules.Ended(Running(Restarting), One, new ProcessExit(3, null, Now), onRequest: false);
        var waiting = ended.State.Outbox.Values.Last().Status!;
        var due = Assert.IsType<Effect.Schedule>(ended.Effects[0]);
        var launch = LedgerRules.Due(ended.State, One);
        var again = LedgerRules.Launched(launch.State, One, Stamp, Now.AddSeconds(5));

        Assert.Equal((WireProcessState.Pending, 1, 3), (waiting.State, waiting.Attempt, waiting.ExitCode));
        Assert.Equal(Now.AddMilliseconds(750), due.DueAt);
        Assert.Equal(new Effect.Done(One, 1), ended.Effects[1]);
        Assert.IsType<Effect.Launch>(Assert.Single(launch.Effects));
        Assert.Equal(2, again.State.Outbox.Values.Last().Status!.Attempt);
        Assert.Single(again.State.Outbox.Values, report => report.Executed is not null);
    }

    [Fact]
    public void Ended_TooOften_GivesUpForGood()
    {
        var state = Running(Restarting);
        for (var i = 0; i < 2; i++)
        {
            state = LedgerRules.Ended(state, One, new ProcessExit(3, null, Now.AddSeconds(i)), onRequest: false).State;
            state = LedgerRules.Launched(LedgerRules.Due(state, One).State, One, Stamp, Now.AddSeconds(i)).State;
        }

        var last = LedgerRules.Ended(state, One, new ProcessExit(3, null, Now.AddSeconds(3)), onRequest: false).State;

        Assert.Equal(StartPhase.Ended, last.Starts[One].Phase);
        Assert.Equal("gave up: 2 restarts within 60 s (exit code 3)", last.Starts[One].Outcome!.Message);
    }

    [Fact]
    public void Ended_StopHadBeenAskedFor_IsNotStartedAgain()
    {
        var asked = LedgerRules.Kill(Running(Restarting), [One], null, Answers.StoppedOnRequest).State;

        var ended = LedgerRules.Ended(asked, One, new ProcessExit(3, null, Now), onRequest: false);

        Assert.Equal(StartPhase.Ended, ended.State.Starts[One].Phase);
    }

    [Fact]
    public void Kill_BetweenTwoAttempts_ClosesIt()
    {
        var waiting = LedgerRules.Ended(Running(Restarting), One, new ProcessExit(3, null, Now), onRequest: false).State;

        var stopped = LedgerRules.Kill(waiting, [One], null, Answers.StoppedOnRequest).State;

        Assert.Equal(WireProcessState.Closed, stopped.Starts[One].Outcome!.State);
        Assert.Empty(LedgerRules.Due(stopped, One).Effects);
    }

    [Fact]
    public void NotLaunched_ALaterAttempt_CountsAsAnEnd()
    {
        var launching = LedgerRules.Due(LedgerRules.Ended(Running(Restarting), One, new ProcessExit(3, null, Now), onRequest: false).State, One).State;

        var refused = LedgerRules.NotLaunched(launching, One, "it is gone", Now, 0.5);

        Assert.Equal((StartPhase.Pending, 3), (refused.State.Starts[One].Phase, refused.State.Starts[One].Attempt));
        Assert.StartsWith("it is gone; ", refused.State.Outbox.Values.Last().Status!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recover_ProcessThatIsToComeBack_DiedWithItsMachine_IsStartedAgain()
    {
        var decision = LedgerRules.Recover(Running(Restarting), Stranger(lives: false), Now.AddHours(5));

        Assert.Equal(StartPhase.Pending, decision.State.Starts[One].Phase);
        Assert.Contains(decision.Effects, effect => effect is Effect.Schedule);
    }

    [Fact]
    public void Kill_ItsOwnGrace_HoldsWhenNoneIsSaid()
    {
        var entry = Entry(One) with { Policies = new SupervisionPolicies { Stop = new StopPolicy(1234) } };
        var running = LedgerRules.Launched(Execute(LedgerState.Empty, entry).State, One, Stamp, Now).State;

        Assert.Equal(new Effect.Stop(One, TimeSpan.FromMilliseconds(1234)), Assert.Single(LedgerRules.Kill(running, [One], null, "asked").Effects));
    }

    [Fact]
    public void Readiness_IsToldOnce()
    {
        var ready = LedgerRules.Readiness(Running(), One, 1, true, "", Now).State;

        Assert.True(ready.Outbox.Values.Last().Status!.Ready);
        Assert.Empty(LedgerRules.Readiness(ready, One, 1, false, "late", Now).Lines);
        Assert.Empty(LedgerRules.Readiness(Running(), One, 2, true, "", Now).Lines);
    }

    [Fact]
    public void Recover_KeeperNeverHeardOfTheLaunch_ItIsAskedAgain()
    {
        var decision = LedgerRules.Recover(Execute(MetKeeper(), Entry(One)).State, Keeper(null), Now);

        Assert.Equal(One, Assert.IsType<Effect.Launch>(Assert.Single(decision.Effects)).Id);
    }

    [Fact]
    public void Recover_KeeperNeverHeardOfTheLaunchLongAgo_ItIsTooLate()
    {
        var decision = LedgerRules.Recover(Execute(MetKeeper(), Entry(One)).State, Keeper(null), Now.AddHours(1));

        Assert.Empty(decision.Effects);
        Assert.False(Assert.Single(decision.State.Outbox.Values).Executed!.Started);
    }

    [Fact]
    public void Recover_KeeperStartedItAndTheAgentNeverHeard_ItRuns()
    {
        var decision = LedgerRules.Recover(Execute(MetKeeper(), Entry(One)).State, Keeper(Kept()), Now);

        Assert.Equal(StartPhase.Running, decision.State.Starts[One].Phase);
        Assert.DoesNotContain(decision.Effects, effect => effect is Effect.Launch or Effect.Adopt);
    }

    [Fact]
    public void Recover_ItEndedWhileTheAgentWasAway_TheExitCodeIsTold()
    {
        var decision = LedgerRules.Recover(Running(), Keeper(Kept(new ProcessExit(7, null, Now))), Now);

        Assert.Equal(7, decision.State.Outbox.Values.Last().Status!.ExitCode);
        Assert.IsType<Effect.Done>(Assert.Single(decision.Effects));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(60, true)]
    [InlineData(62, false)]
    public void Recover_PendingDelay_GoesOnUnlessTheMomentHasPassed(int secondsLater, bool starts)
    {
        var pending = Execute(LedgerState.Empty, Entry(One) with { DelayMilliseconds = 1000 }).State;

        var decision = LedgerRules.Recover(pending, Stranger(lives: true), Now.AddSeconds(secondsLater));

        Assert.Equal(starts, decision.Effects.Count == 1);
        Assert.Equal(starts, decision.State.Outbox.IsEmpty);
    }

    [Fact]
    public void Recover_StopThatWasUnderWay_GoesOn()
    {
        var decision = LedgerRules.Recover(Kill(Running()).State, Stranger(lives: true), Now);

        Assert.IsType<Effect.Stop>(decision.Effects[1]);
    }

    [Fact]
    public void Snapshot_ShowsWhatIsPendingOrRuns()
    {
        var state = Execute(Running(), Entry(new WireId(2)) with { DelayMilliseconds = 5 }, Entry(new WireId(3)) with { Refusal = "no" }).State;

        Assert.Equal(
            [(1L, WireProcessState.Running), (2L, WireProcessState.Pending)],
            LedgerRules.Snapshot(state, new HashSet<WireId>()).Select(status => (status.Id.Number!.Value, status.State)));
        Assert.Equal(3, state.HighestId);
    }

    [Fact]
    public void Snapshot_LastWordThatWaits_StillCountsAsRunning() =>
        Assert.Equal(WireProcessState.Running, Assert.Single(LedgerRules.Snapshot(Ended(Running()), new HashSet<WireId> { One })).State);

    [Fact]
    public void Forget_OldOutcomes_KeepsTheirIds()
    {
        var state = LedgerState.Empty;
        for (var i = 1; i <= LedgerRules.OutcomesKept + 10; i++)
        {
            state = LedgerRules.NotLaunched(LedgerRules.Execute(state, [Entry(new WireId(i))], true, Now.AddSeconds(i)).State, new WireId(i), "no", Now, 0.5).State;
        }

        state = LedgerRules.Forget(LedgerRules.Acknowledged(state, state.Outbox.Keys).State);
        var again = Execute(state, Entry(new WireId(3)));

        Assert.Equal(LedgerRules.OutcomesKept, state.Starts.Count);
        Assert.Equal(new IdRange(1, 10), Assert.Single(state.Forgotten.Ranges));
        Assert.Empty(again.Effects);
        Assert.Equal(WireProcessState.Unknown, Assert.Single(again.State.Outbox.Values).Status!.State);
    }

    [Fact]
    public void Outcome_EnvironmentAndArguments_AreNotKept()
    {
        var entry = Entry(One) with { Arguments = ["--secret"], Environment = new Dictionary<string, string> { ["TOKEN"] = "secret" } };
        var launched = LedgerRules.Launched(Execute(LedgerState.Empty, entry).State, One, Stamp, Now).State;

        var start = Ended(launched).Starts[One];

        Assert.Empty(start.Entry.Arguments);
        Assert.Null(start.Entry.Environment);
    }

    [Fact]
    public void Answers_LongText_IsCut() =>
        Assert.Equal(512, LedgerRules.NotLaunched(Execute(LedgerState.Empty, Entry(One)).State, One, new string('x', 5_000), Now, 0.5).State.Outbox.Values.Last().Executed!.Message.Length);

    private static KeeperView Stranger(bool lives) => new("another life", _ => null, stamp => lives && stamp == Stamp);

    // Another life of it knows nothing; this one knows what it was asked.
    private static KeeperView Keeper(KeptState? kept) => new("this life", _ => kept, _ => false);

    private static KeptState Kept(ProcessExit? exit = null) => new("key", Stamp, Now, exit, Stopped: false);

    private static LedgerState MetKeeper() => LedgerRules.Recover(LedgerState.Empty, Keeper(null), Now).State;

    private static SupervisionPolicies Restarting { get; } = new() { Restart = new RestartPolicy(RestartOn.Unexpected, Attempts: 2) };

    private static LedgerState Running(SupervisionPolicies policies) =>
        LedgerRules.Launched(Execute(LedgerState.Empty, Entry(One) with { Policies = policies }).State, One, Stamp, Now).State;

    private static LedgerState Running() => LedgerRules.Launched(Execute(LedgerState.Empty, Entry(One)).State, One, Stamp, Now).State;

    private static LedgerState Ended(LedgerState state) => LedgerRules.Ended(state, One, new ProcessExit(3, null, Now), onRequest: false).State;

    private static Decision Kill(LedgerState state) => LedgerRules.Kill(state, [One], TimeSpan.FromSeconds(1), Answers.StoppedOnRequest);

    private static Decision Execute(LedgerState state, params ExecuteEntry[] entries) => LedgerRules.Execute(state, entries, idsNameStarts: true, Now);

    private static ExecuteEntry Entry(WireId id) => new() { Id = id, Name = "n", Application = "app" };
}
