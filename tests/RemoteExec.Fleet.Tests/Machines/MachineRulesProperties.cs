using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Tests.Machines;

/// <summary>Whatever happens in whatever order: an id is for one process, and one process is started once.</summary>
public class MachineRulesProperties
{
    [Property(MaxTest = 400, Arbitrary = [typeof(Happenings)])]
    public void AnyHistory_AnId_BelongsToOneProcessForEver(Happening[] history)
    {
        var world = Play(history);

        var owners = world.Server.Effects.OfType<MachineEffect.SendExecute>().SelectMany(send => send.Entries).GroupBy(entry => entry.WireId);
        Assert.All(owners, owner => Assert.Single(owner.Select(entry => entry.Id).Distinct()));
        Assert.All(owners, owner => Assert.InRange(owner.Key, 1, MachineRules.HighestWireId));
        Assert.All(world.Server.State.Live, pair => Assert.Equal(pair.Key, pair.Value.WireId));
        Assert.All(world.Server.State.Live.Keys, id => Assert.True(id < world.Server.State.Machine!.NextWireId));
    }

    [Property(MaxTest = 400, Arbitrary = [typeof(Happenings)])]
    public void AnyHistory_AProcess_StartsAtMostOnce(Happening[] history)
    {
        var world = Play(history);

        Assert.All(world.Agent.Starts.GroupBy(id => id), starts => Assert.Single(starts));
    }

    [Property(MaxTest = 400, Arbitrary = [typeof(Happenings)])]
    public void AnyHistory_LiveAndEnded_AreApart_AndEndedHaveAnEnd(Happening[] history)
    {
        var state = Play(history).Server.State;

        Assert.Empty(state.Live.Keys.Intersect(state.Ended.Keys));
        Assert.All(state.Live.Values, process => Assert.False(process.State.IsFinal()));
        Assert.All(state.Ended.Values, process => Assert.True(process.State.IsFinal() && process.EndedAt is not null));
    }

    [Property(MaxTest = 400, Arbitrary = [typeof(Happenings)])]
    public void AnyHistory_AwayMachine_HasNothingRunningAndNothingClosedByThat(Happening[] history)
    {
        var world = Play(history);
        var before = world.Server.State.Ended;
        world.Drop();

        Assert.Equal(before, world.Server.State.Ended);
        Assert.All(world.Server.State.Live.Values, process => Assert.True(process.State is ProcessState.Unknown or ProcessState.Queued));
    }

    [Property(MaxTest = 400, Arbitrary = [typeof(Happenings)])]
    public void AnyHistory_OnceTheMachineIsBack_ServerAndMachineAgree(Happening[] history)
    {
        var world = Play(history);
        world.Drop();
        world.Return();
        world.DeliverAll();

        Assert.Equal(
            world.Agent.Alive.Except(world.Agent.Pausing).Order(),
            world.Server.State.Live.Values.Where(process => process.State == ProcessState.Running).Select(process => process.WireId).Order());
        Assert.Equal(
            world.Agent.Pausing.Order(),
            world.Server.State.Live.Values.Where(process => process.State == ProcessState.Pending).Select(process => process.WireId).Order());
        Assert.All(world.Server.State.Live.Values, process => Assert.Equal(world.Agent.AttemptOf(process.WireId), process.Attempt));
        Assert.DoesNotContain(world.Server.State.Live.Values, process => process.State is ProcessState.Unknown or ProcessState.Queued or ProcessState.Starting);
    }

    [Property(MaxTest = 400, Arbitrary = [typeof(Happenings)])]
    public void AnyHistory_ReportsToldAgain_ChangeNothing(Happening[] history)
    {
        var world = Play(history);
        world.Drop();
        world.Return();
        world.DeliverAll();
        var before = world.Server.State;

        world.TellEverythingAgain();

        Assert.Equal(Picture(before), Picture(world.Server.State));
    }

    private static IEnumerable<(long, ProcessState, int, int?)> Picture(MachineState state) =>
        state.Live.Values.Concat(state.Ended.Values).OrderBy(p => p.WireId).Select(p => (p.WireId, p.State, p.Attempt, p.ExitCode));

    private static World Play(Happening[] history)
    {
        var world = new World();
        foreach (var happening in history)
        {
            world.Do(happening);
        }

        return world;
    }

    public static class Happenings
    {
        public static Arbitrary<Happening[]> Any() =>
            Gen.Elements(Enum.GetValues<Happening>()).ArrayOf().Select(history => history.Prepend(Happening.Return).ToArray()).ToArbitrary();
    }
}
