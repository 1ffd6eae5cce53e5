using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Processes.Policies;
using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Fleet.Tests.Runs;

/// <summary>Sequences and fleets in few words.</summary>
internal static class Plans
{
    internal static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    internal static Step Step(string name, int delay = 0, bool ready = false, bool required = true, int timeout = 10_000) =>
        new(name, new Executable(name, "/opt/show", [], delay)
        {
            Policies = ready ? new ProcessPolicies(Ready: new ReadyPolicy(100, null, null, null, null, timeout)) : null,
        })
        { Required = required };

    internal static Track Track(string target, params Step[] steps) => new(target, target, steps);

    internal static Sequence Sequence(params Track[] tracks) => new("show", tracks);

    internal static FleetMember Member(string name, bool connected = true, params string[] extensions) => new(
        new Machine("m-" + name, name) { Extensions = extensions.Length > 0 ? extensions : ["journal", "kill", "supervise", "clock"], Labels = new Dictionary<string, string> { ["wall"] = "east" } },
        connected);

    internal static FleetMember Plain(string name) => new(new Machine("a-" + name, name) { Dialect = "BE16" }, true);

    /// <summary>On machines called as the targets are.</summary>
    internal static RunPlan Plan(Sequence sequence, params FleetMember[] fleet)
    {
        var planning = RunPlanner.Plan(sequence, fleet.Length > 0 ? fleet : [.. sequence.Tracks.Select(track => track.Target).Distinct().Select(name => Member(name))]);
        Assert.NotNull(planning.Plan);
        return planning.Plan;
    }
}
