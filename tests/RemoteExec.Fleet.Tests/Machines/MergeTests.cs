using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Tests.Machines;

/// <summary>Two records of one computer.</summary>
public class MergeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TheOneThatStays_KeepsWhatIsItsOwn_AndGetsWhatItHasNot()
    {
        var into = new Machine("m-new", "hall-2") { AgentKey = [2], Labels = new Dictionary<string, string> { ["wall"] = "west" }, FirstSeen = Noon, LastSeen = Noon, NextWireId = 4 };
        var from = new Machine("m-old", "hall") { AgentKey = [1], Labels = new Dictionary<string, string> { ["wall"] = "east", ["floor"] = "2" }, FirstSeen = Noon.AddYears(-1), NextWireId = 900 };

        var merged = MergeRules.Merge(into, from);

        Assert.Equal(("m-new", "hall-2", 4, Noon.AddYears(-1), Noon), (merged.Id, merged.Name, merged.NextWireId, merged.FirstSeen, merged.LastSeen));
        Assert.Equal(new Dictionary<string, string> { ["wall"] = "west", ["floor"] = "2" }, merged.Labels);
        Assert.Equal([2], merged.AgentKey!);
    }

    [Theory]
    [InlineData(ProcessState.Queued, false, ProcessState.Failed)]
    [InlineData(ProcessState.Pending, false, ProcessState.Failed)]
    [InlineData(ProcessState.Unknown, true, ProcessState.Exited)]
    [InlineData(ProcessState.Running, true, ProcessState.Exited)]
    [InlineData(ProcessState.Closed, true, ProcessState.Closed)]
    public void NothingOfTheOther_IsShownAsRunningForEver(ProcessState state, bool hasStarted, ProcessState after)
    {
        var process = new FleetProcess(1, "m-old", 1, new Executable("a", "", []), state, Noon) { StartedAt = hasStarted ? Noon : null };

        var concluded = MergeRules.Conclude(process, Noon.AddHours(1));

        Assert.Equal(after, concluded.State);
        Assert.Equal(state == after ? null : Noon.AddHours(1), concluded.EndedAt);
    }
}
