using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Machines;

/// <summary>Here: what machines tell of their processes.</summary>
public static partial class MachineRules
{
    /// <summary>A machine answered an entry.</summary>
    /// <param name="state">Before.</param>
    /// <param name="wireId">Which.</param>
    /// <param name="started">Whether it runs now.</param>
    /// <param name="message">Why not.</param>
    /// <param name="now">Now.</param>
    public static Decision Executed(MachineState state, long wireId, bool started, string message, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var build = new DecisionBuilder(state);
        if (!state.Live.TryGetValue(wireId, out var process))
        {
            AuditIfForeign(build, wireId);
            return build.Done();
        }

        if (process.State == ProcessState.Queued)
        {
            // It was never sent: the answer is to something else.
            return build.Done();
        }

        See(build, wireId);
        build.Set(Answer(process, started, message, now));
        return build.Done();
    }

    // Only the first start is answered. For one that is known to have run, the answer is an old one that is told again.
    private static FleetProcess Answer(FleetProcess process, bool started, string message, DateTimeOffset now)
    {
        if (started)
        {
            return process is { State: ProcessState.Pending, StartedAt: not null }
                ? process
                : process with { State = ProcessState.Running, Answered = true, StartedAt = process.StartedAt ?? now };
        }

        return process is { StartedAt: not null, StopRequested: false } or { State: ProcessState.Running }
            ? process
            : process with { State = process.StopRequested ? ProcessState.Closed : ProcessState.Failed, Answered = true, Message = message, EndedAt = now };
    }

    /// <summary>A machine told where a process stands.</summary>
    /// <param name="state">Before.</param>
    /// <param name="report">What it told.</param>
    /// <param name="nextProcessId">Gives fleet-wide ids, for processes that are adopted.</param>
    /// <param name="now">Now.</param>
    public static Decision Status(MachineState state, StatusReport report, Func<long> nextProcessId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(nextProcessId);
        var build = new DecisionBuilder(state);
        if (state.Live.TryGetValue(report.WireId, out var process) && process.State == ProcessState.Queued && IsSnapshotOfKnown(state))
        {
            // Its machine knows this id from a time that the server has forgotten; the id is not free.
            build.Renumber([process], Math.Max(state.Machine!.NextWireId, state.Live.Keys.Max() + 1));
            Adopt(build, report, nextProcessId, now);
        }
        else if (process is not null)
        {
            See(build, report.WireId);
            build.Set(Advance(process, report, state.Session is { Journalled: true }, now));
        }
        else if (state.Ended.TryGetValue(report.WireId, out var ended))
        {
            // Only a later start brings an ended process back.
            if (report.Attempt > ended.Attempt)
            {
                See(build, report.WireId);
                build.Set(Advance(ended with { ExitCode = null, Signal = null, EndedAt = null }, report, state.Session is { Journalled: true }, now));
            }
        }
        else if (MayAdopt(state, report))
        {
            Adopt(build, report, nextProcessId, now);
        }
        else
        {
            AuditIfForeign(build, report.WireId);
        }

        return build.Done();
    }

    private static FleetProcess Advance(FleetProcess process, StatusReport report, bool journalled, DateTimeOffset now)
    {
        if (report.Attempt < process.Attempt || process.State == ProcessState.Queued)
        {
            return process;
        }

        // The machine's clock is believed only where it makes sense.
        var at = report.At is { } told && told <= now && told >= process.CreatedAt ? told : now;
        var heard = HearReadiness(process, report, at) with { Answered = true, Attempt = report.Attempt, Message = report.Message };
        return report.State switch
        {
            ProcessState.Running => heard with { State = ProcessState.Running, StartedAt = Began(process, report, at), ExitCode = null, Signal = null },
            ProcessState.Pending => heard with { State = ProcessState.Pending, ExitCode = report.ExitCode, Signal = report.Signal },
            ProcessState.Exited or ProcessState.Closed => heard with
            {
                State = report.State,
                ExitCode = report.ExitCode,
                Signal = report.Signal,
                StartedAt = process.StartedAt ?? at,
                EndedAt = NotBefore(heard.ReadyAt ?? process.StartedAt, at),
            },

            // With a journal this is the last word; a plain client may yet know more.
            _ when journalled => heard with { State = ProcessState.Exited, EndedAt = NotBefore(heard.ReadyAt ?? process.StartedAt, at), Message = report.Message.Length > 0 ? report.Message : "outcome unknown" },
            _ => heard with { State = ProcessState.Unknown },
        };
    }

    // Each attempt has to become ready anew.
    private static FleetProcess HearReadiness(FleetProcess process, StatusReport report, DateTimeOffset at)
    {
        var known = report.Attempt == process.Attempt ? process.Ready : null;
        var ready = report.Ready ?? known;
        return process with { Ready = ready, ReadyAt = ready != true ? null : known == true ? process.ReadyAt : NotBefore(process.StartedAt, at) };
    }

    // The machine knows better than the moment at which its answer came; a later attempt began later.
    private static DateTimeOffset Began(FleetProcess process, StatusReport report, DateTimeOffset at) =>
        process.StartedAt is { } known && report.Attempt == process.Attempt && known < at ? known : at;

    // What an agent knows of the server's clock changes a little from one connection to the next; what came later is not told as earlier.
    private static DateTimeOffset NotBefore(DateTimeOffset? earlier, DateTimeOffset at) => earlier > at ? earlier.Value : at;

    private static bool MayAdopt(MachineState state, StatusReport report) =>
        IsSnapshotOfKnown(state) && report.WireId >= state.Machine!.NextWireId && report.WireId is > 0 and <= HighestWireId;

    private static bool IsSnapshotOfKnown(MachineState state) => state is { Machine.Enrolled: true, Session: { Journalled: true, Ready: false } };

    private static void Adopt(DecisionBuilder build, StatusReport report, Func<long> nextProcessId, DateTimeOffset now)
    {
        var unknown = new FleetProcess(
            nextProcessId(), build.Machine.Id, report.WireId, new Executable("(adopted)", "", []), ProcessState.Unknown, now)
        { RequestedBy = "its machine" };
        See(build, report.WireId);
        build.Add(Advance(unknown, report, journalled: true, now));
        build.Tell("audit.adopted", text: $"id {report.WireId}, which this server did not know, was adopted");
    }

    private static void AuditIfForeign(DecisionBuilder build, long wireId)
    {
        if (build.State.Machine is { } machine && (wireId < 1 || wireId >= machine.NextWireId))
        {
            build.Tell("audit.foreign-status", text: $"id {wireId} was never issued to this machine; dropped");
        }
    }

    private static void See(DecisionBuilder build, long wireId)
    {
        if (build.State.Session is { Ready: false } session)
        {
            build.SetSession(session with { Seen = session.Seen.Add(wireId) });
        }
    }
}
