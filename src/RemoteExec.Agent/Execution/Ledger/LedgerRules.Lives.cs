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

        build.Write(new LedgerLine { Started = new StartedLine(id.ToLine(), stamp.Pid, stamp.StartTicks, stamp.BootId, at) });
        build.Answer(id, true, "");
        build.Tell(Status(id, WireProcessState.Running, notice, at));
        if (start.Entry.TimeoutMilliseconds is { } timeout)
        {
            build.Do(new Effect.Limit(id, Limit(at, timeout)));
        }

        return build.Done();
    }

    /// <summary>It could not be started.</summary>
    internal static Decision NotLaunched(LedgerState state, WireId id, string reason)
    {
        var build = new DecisionBuilder(state);
        if (state.Starts.GetValueOrDefault(id) is { Phase: StartPhase.Launching or StartPhase.Pending })
        {
            build.Answer(id, false, reason);
        }

        return build.Done();
    }

    /// <summary>It has run as long as it may.</summary>
    internal static Decision TimedOut(LedgerState state, WireId id) =>
        state.Starts.GetValueOrDefault(id) is { Phase: StartPhase.Running, StopReason: null } start
            ? Kill(state, [id], DefaultGrace, Answers.TimedOut(start.Entry.TimeoutMilliseconds ?? 0))
            : new Decision(state, [], []);

    /// <summary>It has ended, and what it wrote has been taken.</summary>
    /// <param name="state">Before.</param>
    /// <param name="id">Which.</param>
    /// <param name="exit">How; neither code nor signal: nobody knows.</param>
    /// <param name="onRequest">Whether it was being stopped when it ended.</param>
    internal static Decision Ended(LedgerState state, WireId id, ProcessExit exit, bool onRequest)
    {
        var build = new DecisionBuilder(state);
        if (state.Starts.GetValueOrDefault(id) is { Phase: StartPhase.Running } start)
        {
            var reason = onRequest ? start.StopReason ?? Answers.StoppedOnRequest : null;
            var wireState = onRequest ? WireProcessState.Closed
                : exit is { ExitCode: null, Signal: null } ? WireProcessState.Unknown
                : WireProcessState.Exited;
            build.Tell(Status(id, wireState, Answers.Ended(reason, exit), exit.At) with { ExitCode = exit.ExitCode, Signal = exit.Signal });
            build.Do(new Effect.Done(id));
        }

        return build.Done();
    }

    /// <summary>When a start that runs is to be ended; null: never.</summary>
    internal static DateTimeOffset? LimitOf(Start start) =>
        start is { Entry.TimeoutMilliseconds: { } timeout, StartedAt: { } at } ? Limit(at, timeout) : null;

    private static DateTimeOffset Limit(DateTimeOffset start, long milliseconds) => start.AddMilliseconds(Math.Min(milliseconds, MaxTimeoutMilliseconds));
}
