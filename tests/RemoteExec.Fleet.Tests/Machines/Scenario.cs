using System.Collections.Immutable;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Tests.Machines;

/// <summary>One machine, driven by events; every effect is kept in order.</summary>
internal sealed class Scenario
{
    private long _lastProcess;

    public static readonly DateTimeOffset Begin = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    public MachineState State { get; private set; } = MachineState.Unseen;

    public DateTimeOffset Now { get; set; } = Begin;

    public List<MachineEffect> Effects { get; } = [];

    /// <summary>Entries sent so far, by wire id, in order.</summary>
    public IEnumerable<long> Sent => Effects.OfType<MachineEffect.SendExecute>().SelectMany(send => send.Entries).Select(entry => entry.WireId);

    public IEnumerable<long> Killed => Effects.OfType<MachineEffect.SendKill>().SelectMany(kill => kill.WireIds);

    public IEnumerable<string> Told => Effects.OfType<MachineEffect.Tell>().Select(tell => tell.Kind);

    /// <summary>The only process there is, or the one with an id.</summary>
    public FleetProcess Process(long? wireId = null) =>
        State.Live.Values.Concat(State.Ended.Values).Single(process => wireId is null || process.WireId == wireId);

    public Decision Do(Func<MachineState, Decision> rule)
    {
        var decision = rule(State);
        State = decision.State;
        Effects.AddRange(decision.Effects);
        return decision;
    }

    public Guid Attach(bool journalled = true, bool canKill = true, bool enrolled = true)
    {
        var id = Guid.NewGuid();
        Do(state => MachineRules.Attach(state, Seen(enrolled, journalled, canKill), new MachineSession(id, journalled, canKill, Ready: false, []), Now));
        return id;
    }

    /// <summary>A session of our agent that has told all it knows.</summary>
    public Guid Connect(long highest = 0, bool complete = true)
    {
        var id = Attach();
        Snapshot(highest, complete);
        return id;
    }

    public Decision Snapshot(long highest = 0, bool complete = true) => Do(state => MachineRules.EndSnapshot(state, complete, highest, Now));

    public Decision Detach(Guid session) => Do(state => MachineRules.Detach(state, session, "the connection was lost", Now));

    public Decision Start(int count = 1, int delay = 0, TimeSpan? queueFor = null, DateTimeOffset? at = null) => Do(state => MachineRules.Start(
        state,
        [.. Enumerable.Repeat(new Executable("player", "/opt/show", [], delay) { At = at }, count)],
        "operator",
        queueFor ?? TimeSpan.FromHours(1),
        NextProcess,
        Now));

    public Decision Stop(params long[] wireIds) => StopWithin(5_000, wireIds);

    public Decision StopWithin(int? grace, params long[] wireIds) => Do(state => MachineRules.Stop(state, wireIds, grace, "operator", Now));

    public Decision Executed(long wireId, bool started = true, string message = "") =>
        Do(state => MachineRules.Executed(state, wireId, started, message, Now));

    public Decision Status(
        long wireId, ProcessState status, int attempt = 1, int? exitCode = null, DateTimeOffset? at = null, string message = "", bool? ready = null) =>
        Do(state => MachineRules.Status(state, new StatusReport(wireId, status, message, exitCode, null, attempt, at, ready), NextProcess, Now));

    public long NextProcess() => ++_lastProcess;

    private static Machine Seen(bool enrolled, bool journalled, bool canKill) => new("m-1", "stage")
    {
        AgentKey = enrolled ? new byte[32] : null,
        Enrolled = enrolled,
        Addresses = ["192.0.2.7"],
        Dialect = "BE16",
        Extensions = journalled ? ["identity", "journal", "kill"] : canKill ? ["kill"] : ImmutableArray<string>.Empty,
    };
}
