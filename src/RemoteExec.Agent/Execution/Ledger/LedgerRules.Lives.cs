using RemoteExec.Agent.Execution.Policies;
using RemoteExec.Processes;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Ledger;

/// <summary>Here: what happens to processes.</summary>
internal static partial class LedgerRules
{
    /// <summary>A delay has ended, or an instant is near.</summary>
    internal static Decision Due(LedgerState state, WireId id)
    {
        var build = new DecisionBuilder(state);
        if (state.Starts.GetValueOrDefault(id) is { Phase: StartPhase.Pending } start)
        {
            build.Write(new LedgerLine { Launching = id.ToLine() });
            build.Do(new Effect.Launch(id, start.Entry));
        }

        return build.Done();
    }

    /// <summary>The operating system runs it.</summary>
    /// <param name="state">Before.</param>
    /// <param name="id">Which.</param>
    /// <param name="stamp">Which process.</param>
    /// <param name="at">Since when.</param>
    /// <param name="notice">What the server is told of it.</param>
    internal static Decision Launched(LedgerState state, WireId id, ProcessStamp stamp, DateTimeOffset at, string notice = "")
    {
        var build = new DecisionBuilder(state);
        if (state.Starts.GetValueOrDefault(id) is not { Phase: StartPhase.Launching } start)
        {
            return build.Done();
        }

        build.Write(new LedgerLine { Started = new StartedLine(id.ToLine(), stamp.Pid, stamp.StartTicks, stamp.BootId, at) { Attempt = start.Attempt } });
        if (start.Attempt == 1)
        {
            // One answer for all attempts.
            build.Answer(id, true, "");
        }

        build.Tell(Status(start, WireProcessState.Running, notice, at));
        if (start.Entry.TimeoutMilliseconds is { } timeout)
        {
            build.Do(new Effect.Limit(id, Limit(at, timeout), LongestRun(start)));
        }

        return build.Done();
    }

    /// <summary>It could not be started.</summary>
    /// <param name="state">Before.</param>
    /// <param name="id">Which.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">Now.</param>
    /// <param name="chance">0…1, at random.</param>
    internal static Decision NotLaunched(LedgerState state, WireId id, string reason, DateTimeOffset now, double chance)
    {
        var build = new DecisionBuilder(state);
        switch (state.Starts.GetValueOrDefault(id))
        {
            case { Phase: StartPhase.Launching or StartPhase.Pending, Attempt: 1 }:
                build.Answer(id, false, reason);
                break;
            case { Phase: StartPhase.Launching or StartPhase.Pending } start:
                // It ran before: that it could not be started again is an end like others.
                EndOrGoOn(build, start, new ProcessExit(null, null, now), onRequest: false, ran: TimeSpan.Zero, reason, ready: null, chance);
                break;
        }

        return build.Done();
    }

    /// <summary>It has run as long as it may.</summary>
    internal static Decision TimedOut(LedgerState state, WireId id) =>
        state.Starts.GetValueOrDefault(id) is { Phase: StartPhase.Running, StopReason: null } start
            ? Kill(state, [id], start.Grace, Answers.TimedOut(start.Entry.TimeoutMilliseconds ?? 0))
            : new Decision(state, [], []);

    /// <summary>It turned out ready, or that it will not be.</summary>
    /// <param name="state">Before.</param>
    /// <param name="id">Which.</param>
    /// <param name="attempt">Which attempt.</param>
    /// <param name="ready">Ready or not.</param>
    /// <param name="reason">Why not; empty when it is.</param>
    /// <param name="at">When.</param>
    internal static Decision Readiness(LedgerState state, WireId id, int attempt, bool ready, string reason, DateTimeOffset at)
    {
        var build = new DecisionBuilder(state);
        if (state.Starts.GetValueOrDefault(id) is { Phase: StartPhase.Running, Ready: null } start && start.Attempt == attempt)
        {
            build.Tell(Status(start, WireProcessState.Running, reason, at) with { Ready = ready });
        }

        return build.Done();
    }

    /// <summary>It has ended, and what it wrote has been taken. It may be started again.</summary>
    /// <param name="state">Before.</param>
    /// <param name="id">Which.</param>
    /// <param name="exit">How; neither code nor signal: nobody knows.</param>
    /// <param name="onRequest">Whether it was being stopped when it ended.</param>
    /// <param name="ready">Whether its end made it ready, or settled that it will not be; null: neither.</param>
    /// <param name="chance">0…1, at random.</param>
    internal static Decision Ended(LedgerState state, WireId id, ProcessExit exit, bool onRequest, bool? ready = null, double chance = 0.5)
    {
        var build = new DecisionBuilder(state);
        if (state.Starts.GetValueOrDefault(id) is { Phase: StartPhase.Running } start)
        {
            var ran = exit.At - (start.StartedAt ?? exit.At);
            EndOrGoOn(build, start, exit, onRequest, ran, refusal: null, ready, chance);
            build.Do(new Effect.Done(id, start.Attempt));
        }

        return build.Done();
    }

    private static void EndOrGoOn(
        DecisionBuilder build, Start start, ProcessExit exit, bool onRequest, TimeSpan ran, string? refusal, bool? ready, double chance)
    {
        var policies = start.Entry.Policies;
        var wanted = onRequest || start.StopReason is not null;
        switch (RestartRules.Ended(policies?.Restart, policies?.Expected, start.History, exit, wanted, ran, exit.At, chance))
        {
            case RestartDecision.Again again:
                var dueAt = exit.At + again.After;
                build.Tell(End(start, WireProcessState.Pending, refusal is null ? again.Message : $"{refusal}; {again.Message}"));
                build.Write(new LedgerLine { Again = again.History.ToLine(start.Id, dueAt) });
                build.Do(new Effect.Schedule(start.Id, dueAt, again.After));
                break;
            case RestartDecision.GiveUp giveUp:
                build.Tell(End(start, WireProcessState.Exited, refusal is null ? Answers.Ended(giveUp.Message, exit) : $"{giveUp.Message}: {refusal}"));
                break;
            default:
                var state = onRequest ? WireProcessState.Closed
                    : exit is { ExitCode: null, Signal: null } ? WireProcessState.Unknown
                    : WireProcessState.Exited;
                build.Tell(End(start, state, refusal ?? Answers.Ended(onRequest ? start.StopReason ?? Answers.StoppedOnRequest : null, exit)));
                break;
        }

        ProcessStatusEntry End(Start ended, WireProcessState state, string message) =>
            Status(ended, state, message, exit.At) with { ExitCode = exit.ExitCode, Signal = exit.Signal, Ready = ready };
    }

    /// <summary>When a start that runs is to be ended; null: never.</summary>
    internal static DateTimeOffset? LimitOf(Start start) =>
        start is { Entry.TimeoutMilliseconds: { } timeout, StartedAt: { } at } ? Limit(at, timeout) : null;

    private static DateTimeOffset Limit(DateTimeOffset start, long milliseconds) => start.AddMilliseconds(Math.Min(milliseconds, MaxTimeoutMilliseconds));

    private static TimeSpan LongestRun(Start start) => TimeSpan.FromMilliseconds(Math.Min(start.Entry.TimeoutMilliseconds ?? 0, MaxTimeoutMilliseconds));
}
