namespace RemoteExec.Fleet.Runs;

/// <summary>Here: steps that wake their machine.</summary>
public static partial class RunRules
{
    /// <summary>A machine that is being woken is sent another packet so often: the first may have come while it was still going down.</summary>
    public static readonly TimeSpan WakeEvery = TimeSpan.FromSeconds(10);

    private const string Through = "woken through ";

    /// <summary>What is said of a machine that was sent for.</summary>
    /// <param name="relays">Those who sent it the packet.</param>
    public static string WokenThrough(IEnumerable<string> relays) => Through + string.Join(", ", relays);

    /// <summary>A machine is connected. Steps that were to wake it are ready.</summary>
    /// <param name="state">Before.</param>
    /// <param name="machineId">The machine.</param>
    /// <param name="now">Now.</param>
    public static RunDecision Came(RunState state, string machineId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var build = new RunBuilder(state);
        foreach (var lane in state.Plan.Lanes.Where(lane => lane.MachineId == machineId && !state.Phase.IsFinal()))
        {
            foreach (var index in build.StepsOf(lane.Index).Where(index => IsWaking(build, lane, index) && build.Step(lane.Index, index).Phase == StepPhase.Started))
            {
                var step = build.Step(lane.Index, index);
                build.Set(lane.Index, index, step with { ReadyAt = now });

                // Why nobody could wake it is over: it came all the same.
                build.Conclude(lane.Index, index, StepPhase.Ready, step.Message.StartsWith(Through, StringComparison.Ordinal) ? step.Message : "");
            }
        }

        return Settle(build, now);
    }

    /// <summary>What came of waking a machine; it is tried again until it comes, or its time is over.</summary>
    /// <param name="state">Before.</param>
    /// <param name="lane">Its lane.</param>
    /// <param name="step">The step that wakes it.</param>
    /// <param name="sentence">Through whom it was sent for, or why nobody could.</param>
    /// <param name="now">Now.</param>
    public static RunDecision SentFor(RunState state, int lane, int step, string sentence, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var build = new RunBuilder(state);
        if (IsWaking(build, state.Plan.Lanes[lane], step))
        {
            build.Set(lane, step, build.Step(lane, step) with { Message = sentence });
        }

        return Settle(build, now);
    }

    // At its time, and again until the machine is there.
    private static void Wake(RunBuilder build, Lane lane, DateTimeOffset now)
    {
        const int first = 0;
        if (!build.StepsOf(lane.Index).Any() || !IsWake(build.Plan, lane, first))
        {
            return;
        }

        var step = build.Step(lane.Index, first);
        if (step.Phase == StepPhase.Waiting)
        {
            var track = build.Plan.TrackOf(lane);
            var due = Later((build.Lanes[lane.Index].Begin ?? now) + TimeSpan.FromMilliseconds(track.DelayMilliseconds), now);
            step = step with { Phase = StepPhase.Sent, PlannedAt = due, Deadline = due + TimeSpan.FromMilliseconds(track.Steps[first].WakeMilliseconds!.Value) };
            build.Set(lane.Index, first, step);
        }

        if (NextWake(step) <= now)
        {
            build.Set(lane.Index, first, step with { Phase = StepPhase.Started, StartedAt = step.StartedAt ?? now, WokenAt = now });
            build.Do(new RunEffect.Wake(lane.Index, first));
        }
    }

    private static DateTimeOffset? NextWake(StepState step) => step.Phase switch
    {
        StepPhase.Sent => step.PlannedAt,
        StepPhase.Started => step.WokenAt + WakeEvery,
        _ => null,
    };

    private static bool IsWake(RunPlan plan, Lane lane, int step) => plan.TrackOf(lane).Steps[step].IsWake;

    private static bool IsWaking(RunBuilder build, Lane lane, int step) =>
        IsWake(build.Plan, lane, step) && build.Step(lane.Index, step).Phase is StepPhase.Sent or StepPhase.Started;

    private static string Overslept(Lane lane, StepState step) => $"{lane.Machine} has not come{(step.Message.Length > 0 ? $": {step.Message}" : "")}";
}
