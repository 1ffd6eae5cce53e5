using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Tests.Machines;

public class ConnectionTests
{
    private readonly Scenario _machine = new();

    [Fact]
    public void Attach_WithJournal_ConnectsWithTheSnapshot_PlainAtOnce()
    {
        _machine.Attach();
        Assert.False(_machine.State.IsConnected);
        Assert.Equal(["machine.added"], _machine.Told);

        _machine.Snapshot();
        Assert.True(_machine.State.IsConnected);

        var plain = new Scenario();
        plain.Attach(journalled: false, canKill: false, enrolled: false);
        Assert.True(plain.State.IsConnected);
        Assert.Equal(["machine.added", "machine.connected"], plain.Told);
    }

    [Fact]
    public void Attach_Again_ClosesTheOldSession_WhoseEndThenMeansNothing()
    {
        var first = _machine.Connect();
        var second = _machine.Connect();

        Assert.Equal(first, Assert.Single(_machine.Effects.OfType<MachineEffect.CloseSession>()).Session);
        _machine.Detach(first);
        Assert.Equal(second, _machine.State.Session!.Id);
        Assert.True(_machine.State.IsConnected);
    }

    [Fact]
    public void Detach_Processes_BecomeUnknownNeverClosed()
    {
        var session = _machine.Connect();
        _machine.Start(count: 2);
        _machine.Start(delay: 5_000);
        _machine.Executed(1);

        _machine.Detach(session);

        Assert.Equal([ProcessState.Unknown, ProcessState.Unknown, ProcessState.Unknown], _machine.State.Live.Values.Select(process => process.State));
        Assert.All(_machine.State.Live.Values, process => Assert.Null(process.EndedAt));
        Assert.Empty(_machine.State.Ended);
    }

    [Fact]
    public void Attach_KnownMachine_OperatorsWordAndCountersWin()
    {
        var session = _machine.Connect();
        _machine.Start(count: 4);
        _machine.Do(state => MachineRules.Change(
            state, machine => machine with { Name = "left", NamedByOperator = true, Labels = new Dictionary<string, string> { ["wall"] = "east" } }, "machine.renamed", ""));
        _machine.Detach(session);
        _machine.Now += TimeSpan.FromHours(1);

        _machine.Connect(highest: 2);

        var machine = _machine.State.Machine!;
        Assert.Equal(("left", 5L, "east"), (machine.Name, machine.NextWireId, machine.Labels["wall"]));
        Assert.Equal((Scenario.Begin, Scenario.Begin.AddHours(1)), (machine.FirstSeen, machine.LastSeen));
    }

    [Fact]
    public void Snapshot_Complete_WhatIsMissingAndWasAnswered_EndsWithOutcomeUnknown()
    {
        var session = _machine.Connect();
        _machine.Start(count: 2);
        _machine.Executed(1);
        _machine.Executed(2);
        _machine.Detach(session);

        _machine.Attach();
        _machine.Status(2, ProcessState.Running);
        _machine.Snapshot(highest: 2);

        Assert.Equal((ProcessState.Exited, "outcome unknown"), (_machine.Process(1).State, _machine.Process(1).Message));
        Assert.Equal(ProcessState.Running, _machine.Process(2).State);
        Assert.Equal([1L, 2L], _machine.Sent);
    }

    [Fact]
    public void Snapshot_Complete_WhatWasNeverAnswered_IsSentAgain()
    {
        var session = _machine.Connect();
        _machine.Start(count: 2);
        _machine.Executed(1);
        _machine.Detach(session);

        _machine.Attach();
        _machine.Status(1, ProcessState.Running);
        _machine.Snapshot(highest: 1);

        Assert.Equal([1L, 2L, 2L], _machine.Sent);
        Assert.Equal(ProcessState.Starting, _machine.Process(2).State);
    }

    [Fact]
    public void Snapshot_Incomplete_NothingIsSentAgain_AndTheNextCompleteOneSettlesIt()
    {
        var session = _machine.Connect();
        _machine.Start(count: 2);
        _machine.Executed(1);
        _machine.Detach(session);

        session = _machine.Connect(complete: false);
        Assert.Equal([1L, 2L], _machine.Sent);
        Assert.All(_machine.State.Live.Values, process => Assert.Equal(ProcessState.Unknown, process.State));
        Assert.Contains("may have started it", _machine.Process(2).Message, StringComparison.Ordinal);

        _machine.Detach(session);
        _machine.Connect(complete: true);
        Assert.Equal([1L, 2L], _machine.Sent);
        Assert.All(_machine.State.Ended.Values, process => Assert.Equal((ProcessState.Exited, "outcome unknown"), (process.State, process.Message)));
        Assert.Empty(_machine.State.Live);
    }

    [Fact]
    public void Attach_PlainPeer_IsNeverSentAnythingAgain()
    {
        var session = _machine.Attach(journalled: false, canKill: false, enrolled: false);
        _machine.Start();
        _machine.Detach(session);

        _machine.Attach(journalled: false, canKill: false, enrolled: false);

        Assert.Equal([1L], _machine.Sent);
        Assert.Equal(ProcessState.Unknown, _machine.Process().State);
    }

    [Fact]
    public void Snapshot_HighestIdAboveTheCounter_RaisesIt()
    {
        _machine.Connect(highest: 41);
        _machine.Start();

        Assert.Equal([42L], _machine.Sent);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue + 1L)]
    [InlineData(long.MaxValue)]
    public void Snapshot_HighestIdThatNoServerGives_IsAuditedAndIgnored(long highest)
    {
        _machine.Connect(highest);
        _machine.Start();

        Assert.Equal([1L], _machine.Sent);
        Assert.Contains("audit.foreign-status", _machine.Told);
    }

    [Fact]
    public void Snapshot_IdsAboveTheCounter_OfAnEnrolledAgent_AreAdopted()
    {
        _machine.Attach();
        _machine.Status(12, ProcessState.Running);
        _machine.Status(11, ProcessState.Pending);
        _machine.Snapshot(highest: 15);

        Assert.Equal([ProcessState.Pending, ProcessState.Running], _machine.State.Live.Values.Select(process => process.State));
        Assert.Equal(2, _machine.Told.Count(kind => kind == "audit.adopted"));
        _machine.Start();
        Assert.Equal([16L], _machine.Sent);
    }

    [Fact]
    public void Snapshot_AdoptedIdAboveTheHighestItClaims_IsNotGivenAgain()
    {
        _machine.Attach();
        _machine.Status(3, ProcessState.Running);
        _machine.Snapshot(highest: 0);

        _machine.Start(count: 4);

        Assert.Equal([4L, 5L, 6L, 7L], _machine.Sent);
    }

    [Fact]
    public void Status_UnknownId_AfterTheSnapshot_IsNotAdopted()
    {
        _machine.Connect();

        _machine.Status(12, ProcessState.Running);

        Assert.Empty(_machine.State.Live);
        Assert.Contains("audit.foreign-status", _machine.Told);
    }

    [Fact]
    public void Status_UnknownId_OfAPlainClient_IsNotAdopted()
    {
        _machine.Attach(journalled: false, canKill: false, enrolled: false);

        _machine.Status(12, ProcessState.Running);

        Assert.Empty(_machine.State.Live);
    }

    [Fact]
    public void Snapshot_RestoredBackup_WhatWaitsGetsIdsThatTheMachineHasNotSeen()
    {
        // The backup knows of no id; the machine has had three, and still runs the second.
        _machine.Detach(_machine.Connect());
        _machine.Start(count: 3);
        var queued = _machine.State.Live.Values.Select(process => process.Id).ToList();

        _machine.Attach();
        _machine.Status(2, ProcessState.Running);
        _machine.Snapshot(highest: 3);

        Assert.Equal([4L, 5L, 6L], _machine.Sent);
        Assert.Equal(queued, new long[] { 4, 5, 6 }.Select(id => _machine.Process(id).Id));
        Assert.Equal((ProcessState.Running, "(adopted)"), (_machine.Process(2).State, _machine.Process(2).Executable.Application));
        _machine.Start();
        Assert.Equal(7, _machine.Sent.Last());
    }

    [Fact]
    public void Status_LaterAttemptInTheSnapshot_OfOneThatHadEnded_StaysAlive()
    {
        var session = _machine.Connect();
        _machine.Start();
        _machine.Status(1, ProcessState.Exited);
        _machine.Detach(session);

        _machine.Attach();
        _machine.Status(1, ProcessState.Running, attempt: 2);
        _machine.Snapshot(highest: 1);

        Assert.Equal((ProcessState.Running, 2), (_machine.Process().State, _machine.Process().Attempt));
    }

    [Fact]
    public void Snapshot_Again_ChangesNothing()
    {
        _machine.Connect();
        _machine.Start();
        _machine.Executed(1);

        Assert.Empty(_machine.Snapshot().Effects);
        Assert.Equal(ProcessState.Running, _machine.Process().State);
    }
}
