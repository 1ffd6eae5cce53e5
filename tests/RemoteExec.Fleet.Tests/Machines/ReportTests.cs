using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Tests.Machines;

public class ReportTests
{
    private readonly Scenario _machine = new();

    public ReportTests()
    {
        _machine.Connect();
        _machine.Start();
    }

    [Fact]
    public void Executed_Started_MakesRunning()
    {
        _machine.Now += TimeSpan.FromSeconds(1);

        _machine.Executed(1);

        Assert.Equal((ProcessState.Running, _machine.Now), (_machine.Process().State, _machine.Process().StartedAt));
    }

    [Fact]
    public void Status_RunningAfterExited_IsIgnored_UnlessItsAttemptIsHigher()
    {
        _machine.Executed(1);
        _machine.Status(1, ProcessState.Exited, exitCode: 3);

        Assert.Empty(_machine.Status(1, ProcessState.Running).Effects);
        Assert.Equal((ProcessState.Exited, 3), (_machine.Process().State, _machine.Process().ExitCode));

        _machine.Status(1, ProcessState.Running, attempt: 2);
        Assert.Equal((ProcessState.Running, 2, null, null), (_machine.Process().State, _machine.Process().Attempt, _machine.Process().ExitCode, _machine.Process().EndedAt));
    }

    [Fact]
    public void Status_BetweenAttempts_IsPending_AndAnOldAnswerDoesNotChangeThat()
    {
        _machine.Executed(1);
        _machine.Status(1, ProcessState.Pending, attempt: 2);
        Assert.Equal(ProcessState.Pending, _machine.Process().State);

        Assert.Empty(_machine.Executed(1).Effects);
        Assert.Empty(_machine.Status(1, ProcessState.Running, attempt: 1).Effects);
        Assert.Equal(ProcessState.Pending, _machine.Process().State);
    }

    [Fact]
    public void Status_BetweenAttempts_SaysHowTheLastEnded_AndTheNextRunsAfresh()
    {
        _machine.Executed(1);
        _machine.Status(1, ProcessState.Pending, exitCode: 7, message: "exit code 7; attempt 2 begins soon");
        Assert.Equal(
            (ProcessState.Pending, 1, 7, "exit code 7; attempt 2 begins soon"),
            (_machine.Process().State, _machine.Process().Attempt, _machine.Process().ExitCode, _machine.Process().Message));

        _machine.Now += TimeSpan.FromSeconds(1);
        _machine.Status(1, ProcessState.Running, attempt: 2);

        Assert.Equal((ProcessState.Running, 2, null, ""), (_machine.Process().State, _machine.Process().Attempt, _machine.Process().ExitCode, _machine.Process().Message));
        Assert.Equal(_machine.Now, _machine.Process().StartedAt);
        Assert.Null(_machine.Process().EndedAt);
    }

    [Fact]
    public void Status_BetweenAttempts_StoppedThere_IsClosed()
    {
        _machine.Executed(1);
        _machine.Status(1, ProcessState.Pending, exitCode: 7);

        _machine.Stop(1);
        Assert.Equal([1L], _machine.Killed);
        _machine.Status(1, ProcessState.Closed);

        Assert.Equal(ProcessState.Closed, _machine.Process().State);
    }

    [Fact]
    public void Status_GivenUp_IsExited()
    {
        _machine.Executed(1);
        _machine.Status(1, ProcessState.Running, attempt: 4);
        _machine.Status(1, ProcessState.Exited, attempt: 4, exitCode: 7, message: "gave up: 3 restarts within 60 s (exit code 7)");

        Assert.Equal((ProcessState.Exited, 4, 7), (_machine.Process().State, _machine.Process().Attempt, _machine.Process().ExitCode));
        Assert.Empty(_machine.Status(1, ProcessState.Pending, attempt: 4).Effects);
    }

    [Fact]
    public void Status_Ready_IsToldOnceAndKept()
    {
        _machine.Executed(1);
        _machine.Now += TimeSpan.FromSeconds(3);
        _machine.Status(1, ProcessState.Running, at: Scenario.Begin);
        _machine.Status(1, ProcessState.Running, at: Scenario.Begin.AddSeconds(2), ready: true);
        _machine.Status(1, ProcessState.Running, at: Scenario.Begin.AddSeconds(3), ready: true);
        _machine.Status(1, ProcessState.Running, at: Scenario.Begin);

        Assert.Equal((true, Scenario.Begin.AddSeconds(2), Scenario.Begin), (_machine.Process().Ready, _machine.Process().ReadyAt, _machine.Process().StartedAt));
        Assert.Equal(1, _machine.Told.Count(kind => kind == "process.ready"));
    }

    [Fact]
    public void Status_NotReady_SaysWhyAndRunsOn()
    {
        _machine.Executed(1);
        _machine.Status(1, ProcessState.Running, message: "not ready after 30000 ms", ready: false);

        Assert.Equal(
            (ProcessState.Running, false, null, "not ready after 30000 ms"),
            (_machine.Process().State, _machine.Process().Ready, _machine.Process().ReadyAt, _machine.Process().Message));
        Assert.Equal(1, _machine.Told.Count(kind => kind == "process.not-ready"));
    }

    [Fact]
    public void Status_ReadyWithItsEnd_IsBoth()
    {
        _machine.Executed(1);
        _machine.Status(1, ProcessState.Exited, exitCode: 0, ready: true);

        Assert.Equal((ProcessState.Exited, true, _machine.Now), (_machine.Process().State, _machine.Process().Ready, _machine.Process().ReadyAt));
        Assert.Equal(["process.exited", "process.ready"], _machine.Told.TakeLast(2));
    }

    [Fact]
    public void Status_NextAttempt_IsNotReadyYet_AndItsReadinessIsToldAgain()
    {
        _machine.Executed(1);
        _machine.Status(1, ProcessState.Running, ready: true);
        _machine.Status(1, ProcessState.Pending);
        Assert.True(_machine.Process().Ready);

        _machine.Status(1, ProcessState.Running, attempt: 2);
        Assert.Equal((null, null), (_machine.Process().Ready, _machine.Process().ReadyAt));

        _machine.Now += TimeSpan.FromSeconds(1);
        _machine.Status(1, ProcessState.Running, attempt: 2, ready: true);
        Assert.Equal(_machine.Now, _machine.Process().ReadyAt);
        Assert.Equal(2, _machine.Told.Count(kind => kind == "process.ready"));
    }

    [Fact]
    public void Executed_NotStarted_AfterItRan_IsIgnored()
    {
        _machine.Executed(1);

        Assert.Empty(_machine.Executed(1, started: false, "duplicate id").Effects);
        Assert.Equal(ProcessState.Running, _machine.Process().State);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4_000_000_000)]
    public void Report_IdNeverIssued_IsDroppedAndAudited(long wireId)
    {
        _machine.Status(wireId, ProcessState.Running);
        _machine.Executed(wireId);

        Assert.Equal(2, _machine.Told.Count(kind => kind == "audit.foreign-status"));
        Assert.Single(_machine.State.Live);
        Assert.Equal(ProcessState.Starting, _machine.Process().State);
    }

    [Fact]
    public void Report_Repeated_ChangesNothing()
    {
        _machine.Executed(1);
        _machine.Status(1, ProcessState.Running);
        _machine.Status(1, ProcessState.Exited, exitCode: 0);
        var before = _machine.State;

        Assert.Empty(_machine.Executed(1).Effects);
        Assert.Empty(_machine.Status(1, ProcessState.Running).Effects);
        Assert.Empty(_machine.Status(1, ProcessState.Exited, exitCode: 7).Effects);
        Assert.Equal(before, _machine.State);
    }

    [Fact]
    public void Status_ToldAfterAnOutage_BeganWhenTheMachineSaysAndNotWhenItWasTold()
    {
        _machine.Now += TimeSpan.FromMinutes(5);
        _machine.Executed(1);
        _machine.Status(1, ProcessState.Running, at: Scenario.Begin.AddSeconds(1));
        _machine.Status(1, ProcessState.Exited, exitCode: 0, at: Scenario.Begin.AddSeconds(2));

        Assert.Equal((Scenario.Begin.AddSeconds(1), Scenario.Begin.AddSeconds(2)), (_machine.Process().StartedAt, _machine.Process().EndedAt));
    }

    // What an agent knows of our clock is a little different after each connection.
    [Fact]
    public void Status_ByAClockThatWasSetBack_WhatCameLaterIsNotTold_AsEarlier()
    {
        _machine.Executed(1);
        _machine.Now += TimeSpan.FromSeconds(9);
        _machine.Status(1, ProcessState.Running, at: Scenario.Begin.AddSeconds(5));
        _machine.Status(1, ProcessState.Running, at: Scenario.Begin.AddSeconds(4), ready: true);
        _machine.Status(1, ProcessState.Running, at: Scenario.Begin.AddSeconds(6), ready: true);
        _machine.Status(1, ProcessState.Exited, exitCode: 0, at: Scenario.Begin.AddSeconds(3));

        var process = _machine.Process();
        Assert.True(process.StartedAt <= process.ReadyAt && process.ReadyAt <= process.EndedAt, process.ToString());
    }

    [Fact]
    public void Status_EndWithoutItsBeginning_IsNeverBeforeIt()
    {
        _machine.Now += TimeSpan.FromMinutes(5);
        _machine.Executed(1);
        _machine.Status(1, ProcessState.Exited, exitCode: 0, at: Scenario.Begin.AddSeconds(2));

        Assert.True(_machine.Process().StartedAt <= _machine.Process().EndedAt);
    }

    [Fact]
    public void Status_LaterAttempt_BeganLater()
    {
        _machine.Executed(1);
        _machine.Now += TimeSpan.FromMinutes(1);
        _machine.Status(1, ProcessState.Running, attempt: 2, at: _machine.Now);

        Assert.Equal(_machine.Now, _machine.Process().StartedAt);
    }

    [Fact]
    public void Status_ClockOfTheMachine_IsBelievedOnlyWhereItMakesSense()
    {
        _machine.Now += TimeSpan.FromSeconds(10);
        _machine.Status(1, ProcessState.Running, at: Scenario.Begin.AddSeconds(5));
        Assert.Equal(Scenario.Begin.AddSeconds(5), _machine.Process().StartedAt);

        _machine.Status(1, ProcessState.Exited, at: Scenario.Begin.AddYears(5));
        Assert.Equal(_machine.Now, _machine.Process().EndedAt);
    }

    [Fact]
    public void Status_ExitedWithoutAnyWordBefore_HasStartedToo()
    {
        _machine.Status(1, ProcessState.Exited, exitCode: 0);

        Assert.Equal(ProcessState.Exited, _machine.Process().State);
        Assert.NotNull(_machine.Process().StartedAt);
    }

    [Fact]
    public void Status_Unknown_IsFinalWithAJournal()
    {
        _machine.Status(1, ProcessState.Unknown);

        Assert.Equal((ProcessState.Exited, "outcome unknown"), (_machine.Process().State, _machine.Process().Message));
    }

    [Fact]
    public void Status_ManyEnd_TheNewestEndsAreRemembered()
    {
        for (var id = 2; id <= 300; id++)
        {
            _machine.Now += TimeSpan.FromSeconds(1);
            _machine.Start();
            _machine.Status(id, ProcessState.Exited);
        }

        _machine.Now += TimeSpan.FromSeconds(1);
        _machine.Status(1, ProcessState.Exited, exitCode: 4);

        // The lowest id of all, and the last that ended.
        Assert.Equal(4, _machine.State.Ended[1].ExitCode);
        Assert.Equal(256, _machine.State.Ended.Count);
    }

    [Fact]
    public void Tell_OncePerChangeOfState_NotPerReport()
    {
        _machine.Executed(1);
        _machine.Status(1, ProcessState.Running, message: "pid 17");
        _machine.Status(1, ProcessState.Running, message: "pid 17");

        Assert.Equal(1, _machine.Told.Count(kind => kind == "process.running"));
    }

    [Fact]
    public void Executed_ForSomethingStillQueued_IsIgnored()
    {
        var away = new Scenario();
        away.Detach(away.Connect());
        away.Start();

        Assert.Empty(away.Do(state => MachineRules.Executed(state, 1, started: false, "no", away.Now)).Effects);
        Assert.Equal(ProcessState.Queued, away.Process().State);
    }
}
