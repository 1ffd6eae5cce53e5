using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Sequences;
using RemoteExec.Fleet.Targets;

namespace RemoteExec.Fleet.Runs;

/// <summary>One machine as a plan sees it.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Connected">Whether it is there now.</param>
/// <param name="Live">What runs there, or is about to.</param>
public sealed record FleetMember(Machine Machine, bool Connected, IReadOnlyList<FleetProcess> Live)
{
    /// <summary>A machine on which nothing runs.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="connected">Whether it is there now.</param>
    public FleetMember(Machine machine, bool connected)
        : this(machine, connected, [])
    {
    }
}

/// <summary>Something that stands in a run's way, or that could not be found out.</summary>
/// <param name="Code">Stable, for scripts.</param>
/// <param name="Track">The track; null: the whole sequence.</param>
/// <param name="Step">The step; null: the whole track.</param>
/// <param name="Machine">The machine; null: none in particular.</param>
/// <param name="Sentence">What to do next.</param>
/// <param name="Blocks">False: a remark, the run may begin.</param>
public sealed record Finding(string Code, string? Track, string? Step, string? Machine, string Sentence, bool Blocks = true);

/// <summary>A plan, and everything that was found on the way.</summary>
/// <param name="Plan">Null when it could not be made.</param>
/// <param name="Findings">All of them, not only the first.</param>
public sealed record Planning(RunPlan? Plan, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether the run may begin.</summary>
    public bool MayBegin => Plan is not null && Findings.All(finding => !finding.Blocks);
}

/// <summary>From a sequence and the fleet of this moment to a plan. Pure; targets are resolved here and never again.</summary>
public static class RunPlanner
{
    /// <summary>Lanes times steps at most: starts of one run.</summary>
    public const int MostStarts = 20_000;

    /// <summary>Plans.</summary>
    /// <param name="sequence">One without problems (<see cref="SequenceRules.FindProblems"/>).</param>
    /// <param name="fleet">Every machine.</param>
    public static Planning Plan(Sequence sequence, IReadOnlyCollection<FleetMember> fleet)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(fleet);
        List<Finding> findings = [];
        List<Lane> lanes = [];
        var byId = fleet.ToDictionary(member => member.Machine.Id);
        var machines = fleet.Select(member => member.Machine).ToList();
        List<IReadOnlyCollection<Machine>> meantBy = [];
        foreach (var track in sequence.Tracks)
        {
            if (!TargetExpression.TryParse(track.Target, out var target, out var malformed))
            {
                findings.Add(new Finding("no-such-target", track.Name, null, null, $"the target {track.Target} cannot be read: {malformed}"));
                meantBy.Add([]);
                continue;
            }

            if (!target.TryResolve(machines, out var meant, out var unmatched))
            {
                findings.Add(new Finding("no-such-target", track.Name, null, null, $"no machine is meant by {unmatched}; see `remoteexec machines`"));
            }

            meantBy.Add([.. meant]);
        }

        var tracks = Order(sequence.Tracks);
        var woken = new WokenMachines(tracks, i => Wakes(sequence.Tracks[i]), i => meantBy[i]);
        var here = new Neighbourhood(fleet.Where(member => member.Connected).Select(member => member.Machine));
        foreach (var (machine, i) in meantBy.SelectMany((meant, i) => meant.Select(machine => (machine, i))))
        {
            var (track, member) = (sequence.Tracks[i], byId[machine.Id]);
            var lane = LaneOf(lanes.Count, i, member, woken.Contains(i, machine), sequence.Offline);
            lanes.Add(lane);
            Judge(findings, sequence, track, lane, member);
            JudgeWaking(findings, track, lane, member, here);
            Clash(findings, track, member);
        }

        var starts = lanes.Sum(lane => sequence.Tracks[lane.Track].Steps.Count);
        if (starts > MostStarts)
        {
            findings.Add(new Finding("too-many", null, null, null, $"{starts} starts; a run has at most {MostStarts}: split the sequence, or its targets"));
        }

        var plan = findings.Exists(finding => finding.Code is "no-such-target" or "too-many") ? null : new RunPlan(sequence, tracks, lanes);
        return new Planning(plan, findings);
    }

    private static bool Wakes(Track track) => track.Steps.Count > 0 && track.Steps[0].IsWake;

    private static Lane LaneOf(int index, int track, FleetMember member, bool isWoken, OfflineRule offline)
    {
        var presence = member.Connected ? LanePresence.Connected : isWoken ? LanePresence.Woken : offline == OfflineRule.Skip ? LanePresence.Skipped : LanePresence.Queued;
        var machine = member.Machine;
        var canStop = machine.Extensions.Contains("kill") || machine.Dialect == "LE4";
        return new Lane(index, track, machine.Id, machine.Name, presence, machine.Extensions.Contains("clock"), canStop, machine.Extensions.Contains("journal"));
    }

    private static void Judge(List<Finding> findings, Sequence sequence, Track track, Lane lane, FleetMember member)
    {
        var machine = member.Machine;
        if (machine.Revoked)
        {
            findings.Add(new Finding("revoked", track.Name, null, machine.Name, $"{machine.Name} was revoked; take it out of the target, or remove it and let it join again"));
        }
        else if (lane.Presence != LanePresence.Woken && !member.Connected && sequence.Offline == OfflineRule.Refuse)
        {
            findings.Add(new Finding("machine-away", track.Name, null, machine.Name, $"{machine.Name} is away; start it, let a step wake it, or let the sequence say offline: queue or skip"));
        }
        else if (lane.Presence != LanePresence.Woken && !member.Connected)
        {
            findings.Add(new Finding(
                "machine-away", track.Name, null, machine.Name,
                lane.Presence == LanePresence.Skipped ? $"{machine.Name} is away and left out" : $"{machine.Name} is away; its steps wait for it", Blocks: false));
        }

        if (!lane.CanStop)
        {
            findings.Add(new Finding("no-stop", track.Name, null, machine.Name, $"the client on {machine.Name} has no stop: what is started there ends by itself", Blocks: false));
        }

        foreach (var step in track.Steps.Where(step => NeedsSupervision(step.Executable) && !machine.Extensions.Contains("supervise")))
        {
            findings.Add(new Finding(
                "no-supervise", track.Name, step.Name, machine.Name, $"the client on {machine.Name} knows no policies; leave ready, restart and the like out of {step.Name}, or run our agent there"));
        }
    }

    private static void JudgeWaking(List<Finding> findings, Track track, Lane lane, FleetMember member, Neighbourhood here)
    {
        if (lane.Presence != LanePresence.Woken || !Wakes(track))
        {
            return;
        }

        var (wake, name) = (track.Steps[0], member.Machine.Name);
        findings.Add(here.FindObstacle(member.Machine) is { } obstacle
            ? new Finding("cannot-wake", track.Name, wake.Name, name, obstacle, wake.Required)
            : new Finding("machine-away", track.Name, wake.Name, name, $"{name} is away and will be woken; what is wrong there shows when it is started", Blocks: false));
    }

    // Two players on one screen are what nobody wants to see: who is sure stops the other first.
    private static void Clash(List<Finding> findings, Track track, FleetMember member)
    {
        foreach (var step in track.Steps.Where(step => !step.IsWake))
        {
            if (member.Live.FirstOrDefault(process => string.Equals(process.Executable.Name, step.Name, StringComparison.OrdinalIgnoreCase)) is not { } other)
            {
                continue;
            }

            var same = other.Executable.Application == step.Executable.Application && other.Executable.Path == step.Executable.Path;
            var whose = other.Origin is { } origin ? $"process {other.Id}, of run {origin.Run}" : $"process {other.Id}";
            findings.Add(same
                ? new Finding("already-running", track.Name, step.Name, member.Machine.Name, $"{step.Name} runs on {member.Machine.Name} already ({whose}); stop it first: remoteexec stop {other.Id}")
                : new Finding("name-clash", track.Name, step.Name, member.Machine.Name, $"another program runs as {step.Name} on {member.Machine.Name} ({whose}); stop it first, or name the step otherwise: remoteexec stop {other.Id}"));
        }
    }

    private static bool NeedsSupervision(Executable executable) =>
        executable.Policies is not null || executable.Environment is { Count: > 0 } || executable.WorkingDirectory is not null || executable.TimeoutMilliseconds is not null;

    private static List<PlannedTrack> Order(IReadOnlyList<Track> tracks)
    {
        var byName = tracks.Select((track, i) => (track.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.OrdinalIgnoreCase);
        var after = tracks.Select(track => track.After.Select(name => byName[name]).Distinct().ToList()).ToList();
        var ranks = new int?[tracks.Count];
        while (ranks.Any(rank => rank is null))
        {
            for (var i = 0; i < ranks.Length; i++)
            {
                if (ranks[i] is null && after[i].TrueForAll(k => ranks[k] is not null))
                {
                    ranks[i] = after[i].Count == 0 ? 0 : after[i].Max(k => ranks[k]!.Value) + 1;
                }
            }
        }

        return [.. tracks.Select((_, i) => new PlannedTrack(i, after[i], ranks[i]!.Value))];
    }
}
