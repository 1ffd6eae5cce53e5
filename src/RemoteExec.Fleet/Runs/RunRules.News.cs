using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Fleet.Runs;

/// <summary>Here: what a process says about its step.</summary>
public static partial class RunRules
{
    private static void Learn(RunBuilder build, int lane, int step, FleetProcess process, DateTimeOffset now)
    {
        var before = build.Step(lane, step);
        if (before.ProcessId is { } known && known != process.Id)
        {
            return;
        }

        var hasEnded = process.State.IsFinal();
        if (before is { ProcessId: not null, Alive: false } && (before.EndedAt is not null || !hasEnded))
        {
            // It was let go, or its end was told: what comes late changes nothing.
            return;
        }

        var plan = build.Plan;
        var wanted = plan.TrackOf(plan.Lanes[lane]).Steps[step];
        var after = before with
        {
            ProcessId = process.Id,
            Alive = !hasEnded,
            // A machine that tells when it really started moves the first guess back; a later attempt does not move it on.
            StartedAt = Earlier(before.StartedAt, process.StartedAt),
            EndedAt = hasEnded ? process.EndedAt ?? now : null,
            ExitCode = hasEnded ? process.ExitCode : before.ExitCode,
        };
        if (!wanted.HasReady && before.ReadyAt is not null && before.ReadyAt == before.StartedAt)
        {
            // It was ready when it started, whenever that turns out to have been.
            after = after with { ReadyAt = after.StartedAt };
        }

        if (after.Phase == StepPhase.Waiting)
        {
            // The machine had it before the run could note that it was sent.
            after = after with { Phase = StepPhase.Sent, Deadline = DeadlineOf(wanted, now) };
        }

        if (after.Phase == StepPhase.Sent && after.StartedAt is { } started)
        {
            after = after with { Phase = StepPhase.Started, Deadline = DeadlineOf(wanted, after.Deadline is null ? now : started) };
        }

        build.Set(lane, step, after);
        Judge(build, plan.Lanes[lane], step, wanted, process, now);
    }

    private static void Judge(RunBuilder build, Lane lane, int index, Step wanted, FleetProcess process, DateTimeOffset now)
    {
        var step = build.Step(lane.Index, index);
        var isOpen = step.Phase is StepPhase.Sent or StepPhase.Started;
        if (isOpen && (wanted.HasReady ? process.Ready == true : step.Phase == StepPhase.Started))
        {
            build.Set(lane.Index, index, step with { ReadyAt = process.ReadyAt ?? step.StartedAt ?? now });
            build.Conclude(lane.Index, index, StepPhase.Ready, "");
        }
        else if (isOpen && process.Ready == false)
        {
            build.Conclude(lane.Index, index, StepPhase.Failed, process.Message.Length > 0 ? process.Message : "it did not become ready");
        }

        step = build.Step(lane.Index, index);
        if (!process.State.IsFinal() || step.Phase is StepPhase.Failed or StepPhase.Skipped or StepPhase.Stopped)
        {
            return;
        }

        if (step.StopAskedAt is not null)
        {
            build.Conclude(lane.Index, index, step.Phase == StepPhase.Ready ? StepPhase.Ready : StepPhase.Stopped, process.Message);
        }
        else if (process.State == ProcessState.Expired && build.Plan.Sequence.Offline == OfflineRule.Skip)
        {
            build.Conclude(lane.Index, index, StepPhase.Skipped, process.Message);
        }
        else if (FindFault(lane, wanted, process, step.Phase == StepPhase.Ready) is { } fault)
        {
            build.Conclude(lane.Index, index, StepPhase.Failed, fault);
        }
        else if (step.Phase != StepPhase.Ready)
        {
            // A short program may have ended before anyone said that it ran.
            build.Set(lane.Index, index, step with { ReadyAt = process.EndedAt ?? now });
            build.Conclude(lane.Index, index, StepPhase.Ready, "");
        }
    }

    /// <summary>Why an end that the run did not ask for is a failure; null: it is none.</summary>
    private static string? FindFault(Lane lane, Step wanted, FleetProcess process, bool wasReady) => process.State switch
    {
        ProcessState.Failed or ProcessState.Expired => process.Message.Length > 0 ? process.Message : $"it {process.State.ToWord()}",
        ProcessState.Closed when process.StopRequested => wasReady ? null : "it was stopped before it was ready",
        ProcessState.Closed => process.Message.Length > 0 ? process.Message : "its machine stopped it",
        _ when process.Signal is { } signal => $"ended by signal {signal}",
        _ when process.ExitCode is { } code => IsExpected(wanted, code) ? wasReady || !wanted.HasReady ? null : "it ended before it was ready" : $"ended with code {code}",
        _ => lane.TellsCodes ? "it ended, and nobody saw how" : null,
    };

    private static bool IsExpected(Step wanted, int code) =>
        wanted.Executable.Policies is { } policies
            ? policies.Ready?.Exit == code || (policies.Expected?.Contains(code) ?? code == 0)
            : code == 0;

    private static DateTimeOffset DeadlineOf(Step wanted, DateTimeOffset from) =>
        from + TimeSpan.FromMilliseconds(wanted.Executable.Policies?.Ready?.TimeoutMilliseconds ?? 0) + AnswerPatience;
}
