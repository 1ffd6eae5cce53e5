using System.Collections.Immutable;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Machines;

/// <summary>What a machine's owner decides: pure functions of state, event and time. Here: connections and snapshots.</summary>
public static partial class MachineRules
{
    /// <summary>A session authenticated.</summary>
    /// <param name="state">Before.</param>
    /// <param name="seen">The machine as this connection describes it; what is remembered wins where operators or counters are concerned.</param>
    /// <param name="session">The session; its <see cref="MachineSession.Ready"/> and <see cref="MachineSession.Seen"/> are set here.</param>
    /// <param name="now">Now.</param>
    public static Decision Attach(MachineState state, Machine seen, MachineSession session, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(session);
        var build = new DecisionBuilder(state);
        if (state.Session?.Id == session.Id)
        {
            // The same connection introduces itself better.
            build.SetMachine(Remember(state.Machine, seen, now));
            return build.Done();
        }

        if (state.Session is { } old)
        {
            build.Send(new MachineEffect.CloseSession(old.Id, "replaced"));
            LoseSession(build, now);
        }

        var isNew = state.Machine is null;
        build.SetMachine(Remember(state.Machine, seen, now), isNew);
        build.SetSession(session with { Ready = false, Seen = ImmutableHashSet<long>.Empty });
        if (isNew)
        {
            build.Tell("machine.added");
        }

        if (!session.Journalled)
        {
            BecomeReady(build, now);
        }

        return build.Done();
    }

    /// <summary>A session has ended.</summary>
    /// <param name="state">Before.</param>
    /// <param name="session">Which; ignored when another has taken its place.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="now">Now.</param>
    public static Decision Detach(MachineState state, Guid session, string reason, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var build = new DecisionBuilder(state);
        if (state.Session?.Id == session)
        {
            LoseSession(build, now, reason);
        }

        return build.Done();
    }

    /// <summary>The snapshot has ended: what the machine did not tell of is gone, or never arrived.</summary>
    /// <param name="state">Before.</param>
    /// <param name="complete">False when the machine lost its memory of older ids.</param>
    /// <param name="highestId">The highest id it ever received.</param>
    /// <param name="now">Now.</param>
    public static Decision EndSnapshot(MachineState state, bool complete, long highestId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var build = new DecisionBuilder(state);
        if (state.Session is not { Ready: false } session)
        {
            return build.Done();
        }

        RaiseIds(build, highestId);
        var again = new List<FleetProcess>();
        foreach (var process in state.Live.Values.Where(p => p.State != ProcessState.Queued && !session.Seen.Contains(p.WireId)))
        {
            var settled = Missing(process, complete, now);
            build.Set(settled);
            if (settled is { Answered: false } && !settled.State.IsFinal())
            {
                again.Add(settled);
            }
        }

        if (again.Count > 0)
        {
            build.Send(new MachineEffect.SendExecute(again));
        }

        BecomeReady(build, now);
        return build.Done();
    }

    // What the machine did not tell of. A machine that remembers everything never had what it never answered, so that is sent again; one that has forgotten may run it.
    private static FleetProcess Missing(FleetProcess process, bool complete, DateTimeOffset now) => (process.Answered, complete) switch
    {
        (true, true) => process with { State = ProcessState.Exited, Message = "outcome unknown", EndedAt = now },
        (true, false) => process,
        (false, true) when process.StopRequested =>
            process with { State = ProcessState.Closed, Message = "stopped before its machine had received it", EndedAt = now },
        (false, true) => process with { State = StateWhenSent(process.Executable) },
        (false, false) => process with { Answered = true, Message = "its machine has lost its memory and may have started it; it is not sent again" },
    };

    // Ids that the machine has seen are used up, also when the server has forgotten that (a restored backup); what waits under one of them is renumbered, in its order.
    private static void RaiseIds(DecisionBuilder build, long highestId)
    {
        if (highestId is < 0 or > HighestWireId)
        {
            build.Tell("audit.foreign-status", text: $"its highest id, {highestId}, is none that a server gives; ignored");
            highestId = 0;
        }

        var first = build.Machine.NextWireId;
        var known = build.State.Live.Values.Where(p => p.State != ProcessState.Queued).Concat(build.State.Ended.Values).Select(p => p.WireId);
        var highest = known.Append(highestId).Max();
        var next = Math.Max(first, highest + 1);
        var taken = build.State.Live.Values.Where(p => p.State == ProcessState.Queued && (p.WireId <= highestId || p.WireId >= first)).OrderBy(p => p.Id).ToList();
        build.Renumber(taken, next);
        next += taken.Count;
        if (next > first)
        {
            build.SetMachine(build.Machine with { NextWireId = next });
        }
    }

    private static void BecomeReady(DecisionBuilder build, DateTimeOffset now)
    {
        build.SetSession(build.State.Session! with { Ready = true, Seen = ImmutableHashSet<long>.Empty });
        build.Tell("machine.connected");
        var queued = new List<FleetProcess>();
        foreach (var process in build.State.Live.Values.Where(p => p.State == ProcessState.Queued))
        {
            if (process.ExpiresAt <= now)
            {
                build.Set(Expired(process, now));
                continue;
            }

            var sent = process with { State = StateWhenSent(process.Executable), ExpiresAt = null, Message = "" };
            build.Set(sent);
            queued.Add(sent);
        }

        if (queued.Count > 0)
        {
            build.Send(new MachineEffect.SendExecute(queued));
        }

        // Asked for while the machine was away.
        var toStop = build.State.Session!.CanKill ? build.State.Live.Values.Where(p => p.StopRequested) : [];
        foreach (var alike in toStop.GroupBy(p => p.StopGraceMilliseconds).ToList())
        {
            build.Send(new MachineEffect.SendKill([.. alike.Select(p => p.WireId)], alike.Key));
        }
    }

    private static void LoseSession(DecisionBuilder build, DateTimeOffset now, string? reason = null)
    {
        var wasConnected = build.State.IsConnected;
        build.SetSession(null);
        build.SetMachine(build.Machine with { LastSeen = now });
        if (wasConnected)
        {
            build.Tell("machine.disconnected", text: reason);
        }

        foreach (var process in build.State.Live.Values.Where(p => p.State is ProcessState.Pending or ProcessState.Starting or ProcessState.Running))
        {
            build.Set(process with { State = ProcessState.Unknown });
        }
    }

    private static Machine Remember(Machine? known, Machine seen, DateTimeOffset now) =>
        known is null
            ? seen with { FirstSeen = now, LastSeen = now }
            : seen with
            {
                Id = known.Id,
                Name = known.NamedByOperator ? known.Name : seen.Name,
                NamedByOperator = known.NamedByOperator,
                AgentKey = known.AgentKey ?? seen.AgentKey,
                Enrolled = known.Enrolled || seen.Enrolled,
                Revoked = known.Revoked,
                Labels = Merge(known.Labels, seen.Labels),
                FirstSeen = known.FirstSeen,
                LastSeen = now,
                NextWireId = Math.Max(known.NextWireId, seen.NextWireId),
            };

    // The agent's labels are its administrator's word; those it does not name stay as operators set them.
    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> known, IReadOnlyDictionary<string, string> seen)
    {
        var merged = new Dictionary<string, string>(known, StringComparer.Ordinal);
        foreach (var (key, value) in seen)
        {
            merged[key] = value;
        }

        return merged;
    }

    private static FleetProcess Expired(FleetProcess process, DateTimeOffset now) =>
        process with { State = ProcessState.Expired, Message = "its machine did not come in time", EndedAt = now };

    private static ProcessState StateWhenSent(Executable executable) =>
        executable.DelayMilliseconds > 0 || executable.At is not null ? ProcessState.Pending : ProcessState.Starting;
}
