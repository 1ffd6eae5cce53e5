using RemoteExec.Processes;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Ledger;

/// <summary>Here: an agent, or a keeper, has taken the place of another one.</summary>
internal static partial class LedgerRules
{
    /// <summary>Brings together what the journal says and what the keeper says.</summary>
    /// <param name="state">What the journal adds up to.</param>
    /// <param name="keeper">What the keeper says.</param>
    /// <param name="now">Now.</param>
    /// <param name="chance">0…1, at random: when restarts begin.</param>
    /// <param name="waitsAlready">True when only the keeper is another one: this agent still waits for what is pending, by a clock that nobody sets.</param>
    internal static Decision Recover(LedgerState state, KeeperView keeper, DateTimeOffset now, double chance = 0.5, bool waitsAlready = false)
    {
        var build = new DecisionBuilder(state);
        foreach (var start in state.Alive)
        {
            switch (start.Phase)
            {
                case StartPhase.Pending or StartPhase.Launching when start.Doubtful:
                    RecoverDoubtful(build, start, keeper, now, chance);
                    break;
                case StartPhase.Pending when waitsAlready:
                    break;
                case StartPhase.Pending when start is { Attempt: 1, Entry.AtMicroseconds: { } at }:
                    build.Do(new Effect.Await(start.Id, at));
                    break;

                // The moment of a delay passes; a restart is wanted whenever it can be.
                case StartPhase.Pending when start.Attempt == 1 && now - start.DueAt > TooLate:
                    build.Answer(start.Id, false, Answers.DiedBeforeStart);
                    break;
                case StartPhase.Pending:
                    build.Do(new Effect.Schedule(start.Id, start.DueAt, start.LongestWait));
                    break;
                case StartPhase.Launching:
                    RecoverLaunch(build, start, keeper, now, chance);
                    break;
                default:
                    RecoverProcess(build, start, keeper, now, chance);
                    break;
            }
        }

        if (state.Keeper != keeper.Instance)
        {
            build.Write(new LedgerLine { Keeper = keeper.Instance });
        }

        return build.Done();
    }

    private static void RecoverLaunch(DecisionBuilder build, Start start, KeeperView keeper, DateTimeOffset now, double chance)
    {
        if (keeper.Find(start) is { } kept)
        {
            build.Add(Launched(build.State, start.Id, kept.Stamp, kept.StartedAt));
            RecoverProcess(build, build.State.Starts[start.Id], keeper, now, chance);
        }
        else if (start.Keeper != keeper.Instance)
        {
            // The one that was asked is gone: whether it got that far nobody knows.
            build.Tell(Status(start, WireProcessState.Unknown, Answers.DiedWhileStarting, now));
        }
        else if (start.StopReason is { } reason)
        {
            // Its end was asked for before it was handed on: now it need not begin.
            Cancel(build, start, reason);
        }
        else if (start is { Attempt: 1, Entry.AtMicroseconds: { } at })
        {
            // It was prepared ahead, and never handed on: it waits again, and its instant may have passed.
            build.Write(new LedgerLine { Received = new ReceivedLine(start.Id.ToLine(), start.Received, Launching: false, start.Entry.ToLine()) });
            build.Do(new Effect.Await(start.Id, at));
        }
        else if (start.Attempt == 1 && now - start.DueAt > TooLate)
        {
            build.Answer(start.Id, false, Answers.DiedBeforeStart);
        }
        else
        {
            // This very keeper never heard of it: it was not started, and can be.
            build.Do(new Effect.Launch(start.Id, start.Entry));
        }
    }

    // Whether it was started, ended or cancelled may have stood in what was lost: it is not started now, unless the keeper has it.
    private static void RecoverDoubtful(DecisionBuilder build, Start start, KeeperView keeper, DateTimeOffset now, double chance)
    {
        if (keeper.Find(start) is null)
        {
            build.Tell(Status(start, WireProcessState.Unknown, Answers.JournalLost, now));
            return;
        }

        if (start.Phase == StartPhase.Pending)
        {
            build.Write(new LedgerLine { Launching = start.Id.ToLine() });
        }

        RecoverLaunch(build, build.State.Starts[start.Id], keeper, now, chance);
    }

    private static void RecoverProcess(DecisionBuilder build, Start start, KeeperView keeper, DateTimeOffset now, double chance)
    {
        switch (keeper.Find(start))
        {
            case { Exit: { } exit } kept:
                build.Add(Ended(build.State, start.Id, exit, kept.Stopped, keeper.Settles(start, exit), chance));
                break;
            case not null:
                WatchAgain(build, start);
                break;
            case null when start.Stamp is { } stamp && keeper.Lives(stamp):
                build.Do(new Effect.Adopt(start.Id, stamp));
                WatchAgain(build, start);
                break;
            case null when start.Doubtful:
                build.Tell(Status(start, WireProcessState.Unknown, Answers.JournalLost, now));
                break;
            default:
                EndOrGoOn(
                    build, start, new ProcessExit(null, null, now), onRequest: false, now - (start.StartedAt ?? now), Answers.DiedWhileRunning, ready: null, chance);
                break;
        }
    }

    private static void WatchAgain(DecisionBuilder build, Start start)
    {
        if (start.StopReason is not null)
        {
            build.Do(new Effect.Stop(start.Id, start.Grace));
        }
        else if (LimitOf(start) is { } limit)
        {
            build.Do(new Effect.Limit(start.Id, limit, LongestRun(start)));
        }
    }
}
