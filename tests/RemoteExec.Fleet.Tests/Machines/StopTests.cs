using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Tests.Machines;

public class StopTests
{
    private readonly Scenario _machine = new();

    [Fact]
    public void Stop_Running_AsksTheMachine_AndClosedIsItsWord()
    {
        _machine.Connect();
        _machine.Start();
        _machine.Executed(1);

        _machine.Stop(1);
        Assert.Equal([1L], _machine.Killed);
        Assert.Equal(ProcessState.Running, _machine.Process().State);

        _machine.Status(1, ProcessState.Closed);
        Assert.Equal(ProcessState.Closed, _machine.Process().State);
    }

    [Fact]
    public void Stop_PendingDelay_CancelledByTheMachine_EndsClosed()
    {
        _machine.Connect();
        _machine.Start(delay: 60_000);

        _machine.Stop(1);
        _machine.Executed(1, started: false, "cancelled");

        Assert.Equal(ProcessState.Closed, _machine.Process().State);
    }

    [Fact]
    public void Executed_NotStarted_NobodyStoppedIt_EndsFailedWithTheReason()
    {
        _machine.Connect();
        _machine.Start();

        _machine.Executed(1, started: false, "not found: /opt/show/player");

        Assert.Equal((ProcessState.Failed, "not found: /opt/show/player"), (_machine.Process().State, _machine.Process().Message));
    }

    [Fact]
    public void Stop_Queued_EndsClosedAtOnce_AndNothingIsEverSent()
    {
        _machine.Detach(_machine.Connect());
        _machine.Start();

        _machine.Stop(1);
        Assert.Equal(ProcessState.Closed, _machine.Process().State);

        _machine.Connect();
        Assert.Empty(_machine.Sent);
        Assert.Empty(_machine.Killed);
    }

    [Fact]
    public void Stop_MachineAway_IsSentWhenItReturns()
    {
        var session = _machine.Connect();
        _machine.Start();
        _machine.Executed(1);
        _machine.Detach(session);

        _machine.Stop();
        Assert.Empty(_machine.Killed);

        _machine.Attach();
        _machine.Status(1, ProcessState.Running);
        _machine.Snapshot(highest: 1);
        Assert.Equal([1L], _machine.Killed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60_000)]
    [InlineData(null)]
    public void Stop_MachineAway_IsSentWithTheGraceThatWasAskedFor(int? grace)
    {
        var session = _machine.Connect();
        _machine.Start();
        _machine.Executed(1);
        _machine.Detach(session);

        _machine.StopWithin(9_000);
        _machine.StopWithin(grace, 1);
        _machine.Attach();
        _machine.Status(1, ProcessState.Running);
        _machine.Snapshot(highest: 1);

        Assert.Equal(grace, Assert.Single(_machine.Effects.OfType<MachineEffect.SendKill>()).GraceMilliseconds);
    }

    [Fact]
    public void Stop_SeveralWithGracesOfTheirOwn_MachineAway_EachKeepsItsOwn()
    {
        var session = _machine.Connect();
        _machine.Start(count: 3);
        _machine.Executed(1);
        _machine.Executed(2);
        _machine.Executed(3);
        _machine.Detach(session);
        _machine.StopWithin(1_000, 1, 3);
        _machine.StopWithin(null, 2);

        _machine.Attach();
        _machine.Status(1, ProcessState.Running);
        _machine.Status(2, ProcessState.Running);
        _machine.Status(3, ProcessState.Running);
        _machine.Snapshot(highest: 3);

        Assert.Equal(
            ["1,3 1000", "2 "],
            _machine.Effects.OfType<MachineEffect.SendKill>().Select(kill => $"{string.Join(',', kill.WireIds)} {kill.GraceMilliseconds}"));
    }

    [Fact]
    public void Stop_UnansweredAndMachineAway_WhenItNeverHadIt_EndsClosedAndIsNotSentAgain()
    {
        var session = _machine.Connect();
        _machine.Start();
        _machine.Detach(session);
        _machine.Stop(1);

        _machine.Connect(highest: 0);

        Assert.Equal([1L], _machine.Sent);
        Assert.Equal(ProcessState.Closed, _machine.Process().State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stop_SeedPlainClient_IsToldThatItsProtocolHasNoStop(bool connected)
    {
        var session = _machine.Attach(journalled: false, canKill: false, enrolled: false);
        _machine.Start();
        _machine.Executed(1);
        if (!connected)
        {
            _machine.Detach(session);
        }

        var refusal = _machine.Stop(1).Refusal!;

        Assert.Equal("no-stop", refusal.Code);
        Assert.Contains("has no stop", refusal.Sentence, StringComparison.Ordinal);
        Assert.Empty(_machine.Killed);
    }

    [Fact]
    public void Stop_TwiceWithShorterGrace_IsSentAgain()
    {
        _machine.Connect();
        _machine.Start();
        _machine.Executed(1);

        _machine.Stop(1);
        _machine.Stop(1);

        Assert.Equal([1L, 1L], _machine.Killed);
    }

    [Fact]
    public void Stop_Ended_IsRefused()
    {
        _machine.Connect();
        _machine.Start();
        _machine.Status(1, ProcessState.Exited);

        Assert.Equal("not-running", _machine.Stop(1).Refusal!.Code);
        Assert.Equal("not-running", _machine.Stop().Refusal!.Code);
        Assert.Equal("not-running", _machine.Stop(77).Refusal!.Code);
    }
}
