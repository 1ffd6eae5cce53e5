using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Fleet.Runs;

/// <summary>Here: what follows from where a run stands.</summary>
public static partial class RunRules
{
    private static RunDecision Settle(RunBuilder build, DateTimeOffset now)
    {
        if (build.Phase.IsFinal())
        {
            return build.Done();
        }

        GiveUpLate(build, now);
        if (build.Phase == RunPhase.Starting)
        {
            Answer(build);
        }

        if (build.Phase == RunPhase.Starting)
        {
            OpenBarriers(build, now);
            foreach (var track in build.Plan.Tracks.Where(track => build.BeginOf(track.Index) is not null))
            {
                TakeTurns(build, track.Index, now);
                foreach (var lane in build.Plan.LanesOf(track.Index).Where(lane => build.Lanes[lane.Index].Begin is not null))
                {
                    Advance(build, lane, now);
                }
            }

            if (build.Lanes.All(IsThrough))
            {
                build.Update(run => run with { Phase = RunPhase.Ready, ReadyAt = now });
                build.Tell("run.ready", build.Failure is { } failure ? $"everything is ready but what failed: {failure}" : "everything is ready");
            }
        }
        else
        {
            LeaveOut(build);
        }

        if (build.Phase is RunPhase.Stopping or RunPhase.Unwinding)
        {
            StopInReverse(build, now);
        }

        End(build, now);
        return build.Done();
    }

    // What is not ready in time has failed. Its program is left alone: it may still be what the operator wants to look at.
    private static void GiveUpLate(RunBuilder build, DateTimeOffset now)
    {
        foreach (var lane in build.Plan.Lanes)
        {
            foreach (var index in build.StepsOf(lane.Index))
            {
                if (build.Step(lane.Index, index) is { Phase: StepPhase.Sent or StepPhase.Started } step && step.Deadline <= now && build.Phase == RunPhase.Starting)
                {
                    build.Conclude(
                        lane.Index, index, StepPhase.Failed,
                        IsWake(build.Plan, lane, index) ? Overslept(lane, step)
                        : step.Phase == StepPhase.Sent ? $"{lane.Machine} has not said that it started" : $"{lane.Machine} has not said that it is ready");
                }
            }
        }
    }

    // The first failure of a required step decides.
    private static void Answer(RunBuilder build)
    {
        if (build.Failure is not { } failure)
        {
            return;
        }

        switch (build.Plan.Sequence.OnFailure)
        {
            case OnFailure.Stop:
                build.Update(run => run with { Phase = RunPhase.Halted });
                build.Tell("run.halted", $"nothing more is started: {failure}");
                break;
            case OnFailure.Unwind:
                build.Update(run => run with { Phase = RunPhase.Unwinding });
                build.Tell("run.unwinding", $"what was started is stopped in reverse order: {failure}");
                break;
        }
    }

    private static void OpenBarriers(RunBuilder build, DateTimeOffset now)
    {
        var plan = build.Plan;
        HashSet<int> opened = [];
        while (plan.Tracks.FirstOrDefault(track => MayOpen(build, opened, track)) is { } next)
        {
            opened.Add(next.Index);
        }

        if (opened.Count == 0)
        {
            return;
        }

        // Several that know the server's time start at one instant: it has to reach them before it comes.
        var exact = plan.Lanes.Where(lane => opened.Contains(lane.Track) && lane.KnowsClock && IsHere(lane));
        var begin = exact.Select(lane => lane.MachineId).Distinct().Take(2).Count() == 2 ? now + InstantLead : now;
        foreach (var track in opened)
        {
            build.Begin(track, begin);
        }
    }

    // One without steps is through as soon as it has begun, and may let the next one begin with it.
    private static bool MayOpen(RunBuilder build, HashSet<int> opened, PlannedTrack track) =>
        build.BeginOf(track.Index) is null && !opened.Contains(track.Index)
        && track.After.All(index => (build.BeginOf(index) is not null || opened.Contains(index)) && build.Plan.LanesOf(index).All(lane => IsThrough(build.Lanes[lane.Index])));

    // Every step of it is ready, or need not be.
    private static bool IsThrough(LaneState lane) => lane.Steps.All(step => step.Phase is not (StepPhase.Waiting or StepPhase.Sent or StepPhase.Started));

    private static void TakeTurns(RunBuilder build, int track, DateTimeOffset now)
    {
        while (NextTurn(build.Plan, build.Lanes, track, build.BeginOf(track)) is var (lane, turn))
        {
            // Without a limit the machines do the waiting, and go on without us; with one a turn has to come first.
            if (build.Plan.Sequence.Tracks[track].Concurrency > 0 && turn > now + InstantLead)
            {
                return;
            }

            build.BeginLane(lane.Index, turn);
        }
    }

    /// <summary>The lane of a track whose turn is next, and when it comes; null: none is left, or it depends on something else than time.</summary>
    private static (Lane Lane, DateTimeOffset Turn)? NextTurn(RunPlan plan, IReadOnlyList<LaneState> lanes, int track, DateTimeOffset? begin)
    {
        if (begin is not { } first)
        {
            return null;
        }

        var wanted = plan.Sequence.Tracks[track];
        Lane? next = null;
        DateTimeOffset? last = null;
        var busy = 0;
        foreach (var lane in plan.LanesOf(track).Where(lane => lane.Presence != LanePresence.Skipped))
        {
            if (lanes[lane.Index].Begin is not { } begun)
            {
                next = lane;
                break;
            }

            last = begun;
            busy += IsThrough(lanes[lane.Index]) ? 0 : 1;
        }

        return next is null || (wanted.Concurrency > 0 && busy >= wanted.Concurrency)
            ? null
            : (next, last is { } before ? Later(first, before + TimeSpan.FromMilliseconds(wanted.StaggerMilliseconds)) : first);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static void Advance(RunBuilder build, Lane lane, DateTimeOffset now)
    {
        Wake(build, lane, now);

        // Steps go out together up to one that those behind it wait for.
        var track = build.Plan.TrackOf(lane);
        List<int> due = [];
        foreach (var index in build.StepsOf(lane.Index))
        {
            var phase = build.Step(lane.Index, index).Phase;
            if (phase == StepPhase.Waiting)
            {
                due.Add(index);
            }

            if (track.Steps[index].HasReady && phase is StepPhase.Waiting or StepPhase.Sent or StepPhase.Started)
            {
                break;
            }
        }

        Send(build, lane, due, now);
    }

    private static void Send(RunBuilder build, Lane lane, List<int> indexes, DateTimeOffset now)
    {
        if (indexes.Count == 0)
        {
            return;
        }

        var plan = build.Plan;
        var track = plan.TrackOf(lane);
        var begin = build.Lanes[lane.Index].Begin ?? now;
        List<StepStart> starts = [];
        foreach (var index in indexes)
        {
            var delay = TimeSpan.FromMilliseconds(track.DelayMilliseconds + (long)track.Steps[index].Executable.DelayMilliseconds);
            var isHere = IsHere(lane);
            var due = Later(begin + delay, now);
            var wait = isHere ? due - now : Later(begin, now) - now + delay;
            starts.Add(isHere && lane.KnowsClock && due > now
                ? new StepStart(index, 0, due)
                : new StepStart(index, (int)Math.Ceiling(wait.TotalMilliseconds), null));
            build.Set(lane.Index, index, build.Step(lane.Index, index) with
            {
                Phase = StepPhase.Sent,
                Alive = true,
                PlannedAt = isHere ? due : null,
                Deadline = isHere ? DeadlineOf(track.Steps[index], due) : null,
            });
        }

        var queue = plan.Sequence.Offline == OfflineRule.Queue ? plan.Sequence.QueueMilliseconds : (int)AwayPatience.TotalMilliseconds;
        build.Do(new RunEffect.Start(lane.Index, starts, queue));
    }

    // Nothing more is started.
    private static void LeaveOut(RunBuilder build)
    {
        foreach (var lane in build.Plan.Lanes)
        {
            foreach (var index in build.StepsOf(lane.Index).Where(index => build.Step(lane.Index, index).Phase == StepPhase.Waiting))
            {
                build.Conclude(lane.Index, index, StepPhase.Skipped, "the run ended before its turn");
            }

            foreach (var index in build.StepsOf(lane.Index).Where(index => IsWaking(build, lane, index)))
            {
                build.Conclude(lane.Index, index, StepPhase.Stopped, "the run ended before it came");
            }
        }
    }

    // From the last rank to the first, and in each lane from the last step to the first; side by side what was started side by side.
    private static void StopInReverse(RunBuilder build, DateTimeOffset now)
    {
        var plan = build.Plan;
        var awaited = plan.Tracks.Where(track => IsAlive(build, track.Index)).SelectMany(track => track.After).ToHashSet();
        foreach (var track in plan.Tracks.OrderByDescending(track => track.Rank))
        {
            if (awaited.Contains(track.Index))
            {
                continue;
            }

            var wasAlive = IsAlive(build, track.Index);
            foreach (var lane in plan.LanesOf(track.Index))
            {
                StopLane(build, lane, now);
            }

            // What cannot be stopped holds up nobody.
            if (wasAlive && !IsAlive(build, track.Index))
            {
                awaited = [.. plan.Tracks.Where(other => IsAlive(build, other.Index)).SelectMany(other => other.After)];
            }
        }
    }

    private static void StopLane(RunBuilder build, Lane lane, DateTimeOffset now)
    {
        foreach (var index in build.StepsOf(lane.Index).Reverse())
        {
            var step = build.Step(lane.Index, index);
            if (!step.Alive)
            {
                continue;
            }

            if (!lane.CanStop)
            {
                LetGo(build, lane, index, $"the client on {lane.Machine} has no stop: it runs on there", now);
                continue;
            }

            if (step is { StopAskedAt: null, ProcessId: not null })
            {
                build.Set(lane.Index, index, step with { StopAskedAt = now });
                build.Stop(lane.Index, index);
            }
            else if (step.StopAskedAt is { } asked && asked + PatienceOf(build.Plan, lane, index) <= now)
            {
                LetGo(build, lane, index, $"{lane.Machine} has not said that it ended; it was asked, and will be when it returns", now);
                continue;
            }

            return;
        }
    }

    private static void LetGo(RunBuilder build, Lane lane, int index, string sentence, DateTimeOffset now)
    {
        var step = build.Step(lane.Index, index);
        build.Set(lane.Index, index, step with { Alive = false, EndedAt = now });
        build.Conclude(lane.Index, index, step.Phase is StepPhase.Sent or StepPhase.Started ? StepPhase.Stopped : step.Phase, sentence);
    }

    private static TimeSpan PatienceOf(RunPlan plan, Lane lane, int index) =>
        StopPatience + (plan.TrackOf(lane).Steps[index].Executable.Policies?.Stop is { } stop ? TimeSpan.FromMilliseconds(stop.GraceMilliseconds) : UsualGrace);

    // When its steps go out; a machine that was away and is not woken has them wait for it.
    private static bool IsHere(Lane lane) => lane.Presence is LanePresence.Connected or LanePresence.Woken;

    private static bool IsAlive(RunBuilder build, int track) => build.Plan.LanesOf(track).Any(lane => build.Lanes[lane.Index].Steps.Any(step => step.Alive));

    private static void End(RunBuilder build, DateTimeOffset now)
    {
        if (build.Phase == RunPhase.Starting || build.Lanes.Any(lane => lane.Steps.Any(step => step.Alive)))
        {
            return;
        }

        var phase = build.Phase == RunPhase.Stopping ? RunPhase.Stopped : build.Failure is null ? RunPhase.Done : RunPhase.Failed;
        build.Update(run => run with { Phase = phase, EndedAt = now });
        build.Tell($"run.{phase.ToWord()}", phase == RunPhase.Failed ? build.Failure! : phase == RunPhase.Stopped ? $"stopped by {build.StoppedBy}" : "all its programs have ended");
    }
}
