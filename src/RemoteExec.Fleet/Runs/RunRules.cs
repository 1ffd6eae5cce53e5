using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Runs;

/// <summary>
/// Conducts a run: <c>(state, event, now) → (state, effects)</c>. Nothing is sent twice and nothing is forgotten: what was sent stands in the state, and what became of it in the
/// processes, from which <see cref="Resume"/> learns after a crash. Here: what happens to a run.
/// </summary>
public static partial class RunRules
{
    /// <summary>So long before an instant common to several machines they are told of it.</summary>
    public static readonly TimeSpan InstantLead = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a machine that was there when the run was planned is waited for when its turn comes: its cable, or the server, may just be coming back.</summary>
    public static readonly TimeSpan AwayPatience = TimeSpan.FromSeconds(30);

    /// <summary>What a machine may take to start a program and say so, before its step counts as failed.</summary>
    public static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(45);

    /// <summary>What a program may take to end after its grace, before those that wait for it go on.</summary>
    public static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    /// <summary>The grace of a program whose step says none.</summary>
    public static readonly TimeSpan UsualGrace = TimeSpan.FromSeconds(10);

    /// <summary>Begins.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="now">Now.</param>
    public static RunDecision Begin(RunPlan plan, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var state = new RunState(
            plan,
            RunPhase.Starting,
            now,
            [.. plan.Tracks.Select(_ => new TrackState(null))],
            [.. plan.Lanes.Select(lane => new LaneState(null, [.. plan.TrackOf(lane).Steps.Select(_ => FirstState(lane))]))]);
        var build = new RunBuilder(state);
        build.Tell("run.started", $"{plan.Sequence.Name} on {plan.Lanes.Select(lane => lane.MachineId).Distinct().Count()} machines");
        return Settle(build, now);
    }

    /// <summary>Processes of steps have changed.</summary>
    /// <param name="state">Before.</param>
    /// <param name="news">As they are now, each with its lane and its place in the track.</param>
    /// <param name="now">Now.</param>
    public static RunDecision News(RunState state, IReadOnlyCollection<(int Lane, int Step, FleetProcess Process)> news, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(news);
        var build = new RunBuilder(state);
        foreach (var (lane, step, process) in news.Where(known => !state.Phase.IsFinal() && build.Has(known.Lane, known.Step)))
        {
            Learn(build, lane, step, process, now);
        }

        return Settle(build, now);
    }

    /// <summary>Steps could not be handed to their machine, and never will be.</summary>
    /// <param name="state">Before.</param>
    /// <param name="lane">Their lane.</param>
    /// <param name="steps">Their places in the track.</param>
    /// <param name="away">True: because the machine is away.</param>
    /// <param name="sentence">Why.</param>
    /// <param name="now">Now.</param>
    public static RunDecision Refused(RunState state, int lane, IReadOnlyList<int> steps, bool away, string sentence, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(steps);
        var build = new RunBuilder(state);
        foreach (var step in steps.Where(step => build.Has(lane, step) && build.Step(lane, step) is { Phase: StepPhase.Sent, ProcessId: null }))
        {
            var isLeftOut = away && state.Plan.Sequence.Offline == Sequences.OfflineRule.Skip;
            build.Set(lane, step, build.Step(lane, step) with { Alive = false, EndedAt = now });
            build.Conclude(lane, step, isLeftOut ? StepPhase.Skipped : StepPhase.Failed, sentence);
        }

        return Settle(build, now);
    }

    /// <summary>A machine was removed: nobody will tell what became of its programs.</summary>
    /// <param name="state">Before.</param>
    /// <param name="machineId">The machine.</param>
    /// <param name="now">Now.</param>
    public static RunDecision Removed(RunState state, string machineId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var build = new RunBuilder(state);
        foreach (var lane in state.Plan.Lanes.Where(lane => lane.MachineId == machineId && !state.Phase.IsFinal()))
        {
            foreach (var step in build.StepsOf(lane.Index).Where(step => build.Step(lane.Index, step) is { Alive: true } or { Phase: StepPhase.Waiting } || IsWaking(build, lane, step)))
            {
                build.Set(lane.Index, step, build.Step(lane.Index, step) with { Alive = false, EndedAt = now });
                build.Conclude(lane.Index, step, StepPhase.Failed, "its machine was removed");
            }
        }

        return Settle(build, now);
    }

    /// <summary>Someone asks for the end of a run. Who asks again changes nothing.</summary>
    /// <param name="state">Before.</param>
    /// <param name="by">Who.</param>
    /// <param name="now">Now.</param>
    public static RunDecision Stop(RunState state, string by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var build = new RunBuilder(state);
        if (!state.Phase.IsFinal() && state.Phase != RunPhase.Stopping)
        {
            build.Update(run => run with { Phase = RunPhase.Stopping, StoppedBy = by });
            build.Tell("run.stopping", $"{by} asked for its end");
        }

        return Settle(build, now);
    }

    /// <summary>Time has passed.</summary>
    /// <param name="state">Before.</param>
    /// <param name="now">Now.</param>
    public static RunDecision Tick(RunState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Settle(new RunBuilder(state), now);
    }

    /// <summary>Goes on after a crash: learns from the processes what it missed, and asks again for what may not have been done.</summary>
    /// <param name="state">As it was stored.</param>
    /// <param name="processes">Every process that was issued for it, with its lane and step.</param>
    /// <param name="now">Now.</param>
    public static RunDecision Resume(RunState state, IReadOnlyCollection<(int Lane, int Step, FleetProcess Process)> processes, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(processes);
        var build = new RunBuilder(state);
        if (state.Phase.IsFinal())
        {
            return build.Done();
        }

        foreach (var (lane, step, process) in processes.Where(known => build.Has(known.Lane, known.Step)))
        {
            Learn(build, lane, step, process, now);
        }

        foreach (var lane in state.Plan.Lanes)
        {
            var unheard = build.StepsOf(lane.Index).Where(step => build.Step(lane.Index, step) is { Phase: StepPhase.Sent, ProcessId: null } && !IsWake(state.Plan, lane, step)).ToList();
            Send(build, lane, unheard, now);
            foreach (var step in build.StepsOf(lane.Index).Where(step => build.Step(lane.Index, step) is { Alive: true, StopAskedAt: not null }))
            {
                build.Stop(lane.Index, step);
            }
        }

        return Settle(build, now);
    }

    /// <summary>When <see cref="Tick"/> has something to do next; null: only after other events.</summary>
    /// <param name="state">The state.</param>
    public static DateTimeOffset? NextDue(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Phase.IsFinal())
        {
            return null;
        }

        DateTimeOffset? next = null;
        foreach (var lane in state.Plan.Lanes)
        {
            foreach (var (step, index) in state.Lanes[lane.Index].Steps.Select((step, index) => (step, index)))
            {
                next = Earlier(next, step.Phase is StepPhase.Sent or StepPhase.Started ? step.Deadline : null);
                next = Earlier(next, step is { Alive: true, StopAskedAt: { } asked } ? asked + PatienceOf(state.Plan, lane, index) : null);
                next = Earlier(next, IsWake(state.Plan, lane, index) ? NextWake(step) : null);
            }
        }

        foreach (var track in state.Plan.Tracks.Where(_ => state.Phase == RunPhase.Starting))
        {
            // Told a little before it comes, as others are.
            next = Earlier(next, NextTurn(state.Plan, state.Lanes, track.Index, state.Tracks[track.Index].Begin)?.Turn - InstantLead);
        }

        return next;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

    private static StepState FirstState(Lane lane) =>
        lane.Presence == LanePresence.Skipped ? new StepState(StepPhase.Skipped) { Message = "its machine is away" } : new StepState(StepPhase.Waiting);
}
