using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Tests.Machines;

public class StartTests
{
    private readonly Scenario _machine = new();

    [Fact]
    public void Start_MachineNobodySaw_IsRefused() => Assert.Equal("not-found", _machine.Start().Refusal!.Code);

    [Fact]
    public void Start_Connected_IsStoredBeforeItIsSent()
    {
        _machine.Connect();

        var decision = _machine.Start(count: 2);

        Assert.Equal(
            [typeof(MachineEffect.SaveMachine), typeof(MachineEffect.SaveProcess), typeof(MachineEffect.Tell), typeof(MachineEffect.SaveProcess), typeof(MachineEffect.Tell), typeof(MachineEffect.SendExecute)],
            decision.Effects.Select(effect => effect.GetType()));
        Assert.Equal([1L, 2L], _machine.Sent);
        Assert.Equal(3, _machine.State.Machine!.NextWireId);
        Assert.All(_machine.State.Live.Values, process => Assert.Equal(ProcessState.Starting, process.State));
    }

    [Fact]
    public void Start_WithDelay_IsPendingUntilItRuns()
    {
        _machine.Connect();

        _machine.Start(delay: 1_000);
        Assert.Equal(ProcessState.Pending, _machine.Process().State);

        _machine.Executed(1);
        Assert.Equal(ProcessState.Running, _machine.Process().State);
    }

    [Fact]
    public void Start_AtAnInstant_IsPendingUntilItRuns()
    {
        _machine.Connect();

        _machine.Start(at: Scenario.Begin.AddMinutes(1));
        Assert.Equal(ProcessState.Pending, _machine.Process().State);

        _machine.Executed(1);
        Assert.Equal(ProcessState.Running, _machine.Process().State);
    }

    [Fact]
    public void Start_MachineAway_IsQueuedAndSentOnReturnInOrder()
    {
        _machine.Detach(_machine.Connect());

        _machine.Start(count: 3);
        Assert.Empty(_machine.Sent);
        Assert.All(_machine.State.Live.Values, process =>
        {
            Assert.Equal(ProcessState.Queued, process.State);
            Assert.Equal(Scenario.Begin.AddHours(1), process.ExpiresAt);
            Assert.Contains("09:00:00 UTC", process.Message, StringComparison.Ordinal);
        });

        _machine.Connect();
        Assert.Equal([1L, 2L, 3L], _machine.Sent);
        Assert.All(_machine.State.Live.Values, process => Assert.Equal((ProcessState.Starting, "", null), (process.State, process.Message, process.ExpiresAt)));
    }

    [Fact]
    public void Start_MachineAwayAndNoPatience_IsRefusedAndUsesNoId()
    {
        _machine.Detach(_machine.Connect());

        Assert.Equal("machine-away", _machine.Start(queueFor: TimeSpan.Zero).Refusal!.Code);
        Assert.Equal(1, _machine.State.Machine!.NextWireId);
    }

    [Fact]
    public void Start_BetweenAttachAndEndOfSnapshot_Waits()
    {
        _machine.Attach();

        _machine.Start();
        Assert.Equal(ProcessState.Queued, _machine.Process().State);

        _machine.Snapshot();
        Assert.Equal([1L], _machine.Sent);
    }

    [Fact]
    public void Start_RevokedMachine_IsRefused()
    {
        _machine.Connect();
        _machine.Do(state => MachineRules.Change(state, machine => machine with { Revoked = true }, "machine.revoked", ""));

        Assert.Equal("not-found", _machine.Start().Refusal!.Code);
        Assert.Single(_machine.Effects.OfType<MachineEffect.CloseSession>());
    }

    [Fact]
    public void Start_LastIds_AreUsedAndThenItIsRefused()
    {
        _machine.Connect();
        _machine.Do(state => MachineRules.Change(state, machine => machine with { NextWireId = MachineRules.HighestWireId - 1 }, "test", ""));

        Assert.Null(_machine.Start(count: 2).Refusal);
        Assert.Equal("ids-exhausted", _machine.Start().Refusal!.Code);
        Assert.Equal(MachineRules.HighestWireId, _machine.Sent.Max());
    }

    [Fact]
    public void Expire_QueuedTooLong_EndsExpired_AndIsNeverSent()
    {
        _machine.Detach(_machine.Connect());
        _machine.Start(queueFor: TimeSpan.FromMinutes(1));

        _machine.Now += TimeSpan.FromSeconds(59);
        _machine.Do(state => MachineRules.Expire(state, _machine.Now));
        Assert.Equal(ProcessState.Queued, _machine.Process().State);

        _machine.Now += TimeSpan.FromSeconds(1);
        _machine.Do(state => MachineRules.Expire(state, _machine.Now));
        Assert.Equal(ProcessState.Expired, _machine.Process().State);
        Assert.Equal(_machine.Now, _machine.Process().EndedAt);

        _machine.Connect();
        Assert.Empty(_machine.Sent);
    }

    [Fact]
    public void Attach_QueuedExpiredMeanwhile_IsNotSentThoughNobodyLooked()
    {
        _machine.Detach(_machine.Connect());
        _machine.Start(queueFor: TimeSpan.FromMinutes(1));

        _machine.Now += TimeSpan.FromMinutes(2);
        _machine.Connect();

        Assert.Equal(ProcessState.Expired, _machine.Process().State);
        Assert.Empty(_machine.Sent);
    }

    [Fact]
    public void Abandon_StartThatWasNotRecorded_EndsFailed()
    {
        _machine.Connect();
        _machine.Start();

        _machine.Do(state => MachineRules.Abandon(state, [1, 99], _machine.Now));

        Assert.Equal(ProcessState.Failed, _machine.Process().State);
        Assert.Empty(_machine.State.Live);
    }
}
