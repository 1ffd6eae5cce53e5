using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Ledger;

/// <summary>What an agent decides about one server's starts: pure functions of ledger, event and time. Here: what the server asks for.</summary>
internal static partial class LedgerRules
{
    /// <summary>The server wants programs started.</summary>
    /// <param name="state">Before.</param>
    /// <param name="entries">In order.</param>
    /// <param name="idsNameStarts">True for a server with a journal: its ids are never used again. Another one's may name definitions, and name them again.</param>
    /// <param name="received">When the packet came: delays count from here.</param>
    internal static Decision Execute(LedgerState state, IReadOnlyList<ExecuteEntry> entries, bool idsNameStarts, DateTimeOffset received)
    {
        var build = new DecisionBuilder(state);
        var inThisPacket = new HashSet<WireId>();
        foreach (var entry in entries)
        {
            if (entry.Id is not { } id)
            {
                build.Answer(null, false, entry.Refusal ?? "the id is missing");
            }
            else if (!inThisPacket.Add(id))
            {
                build.Answer(id, false, Answers.DuplicateId, aside: true);
            }
            else if (build.State.Starts.GetValueOrDefault(id) is { } known && (known.IsAlive || idsNameStarts))
            {
                Repeat(build, known, idsNameStarts);
            }
            else if (idsNameStarts && build.State.Forgotten.Contains(id))
            {
                build.Tell(Status(id, WireProcessState.Unknown, Answers.Forgotten, received), aside: true);
            }
            else if (entry.Refusal is { } refusal)
            {
                build.Answer(id, false, refusal);
            }
            else
            {
                Accept(build, id, entry, received);
            }
        }

        return build.Done();
    }

    /// <summary>The server wants processes ended.</summary>
    /// <param name="state">Before.</param>
    /// <param name="ids">Which.</param>
    /// <param name="grace">Between asking and killing; null: the usual one, and no change for one that is being stopped already.</param>
    /// <param name="reason">What <c>processStatus</c> will say.</param>
    internal static Decision Kill(LedgerState state, IEnumerable<WireId> ids, TimeSpan? grace, string reason)
    {
        var build = new DecisionBuilder(state);
        foreach (var id in ids.Distinct())
        {
            switch (build.State.Starts.GetValueOrDefault(id))
            {
                case { Phase: StartPhase.Pending } pending:
                    Cancel(build, pending, reason);
                    break;
                case { Phase: StartPhase.Running or StartPhase.Launching, StopReason: not null } when grace is null:
                    break;
                case { Phase: StartPhase.Running or StartPhase.Launching } start:
                    if (start.StopReason is null)
                    {
                        build.Write(new LedgerLine { Stop = new StopLine(id.ToLine(), reason) });
                    }

                    build.Do(new Effect.Stop(id, grace ?? start.Grace));
                    break;
                case { } ended:
                    Repeat(build, ended, idsNameStarts: true);
                    break;
            }
        }

        return build.Done();
    }

    // What ran before and was to come back has ended now; anything else never began.
    private static void Cancel(DecisionBuilder build, Start start, string reason)
    {
        if (start.Attempt == 1)
        {
            build.Answer(start.Id, false, Answers.Cancelled);
        }
        else
        {
            build.Tell(Status(start, WireProcessState.Closed, reason, null));
        }
    }

    private static void Accept(DecisionBuilder build, WireId id, ExecuteEntry entry, DateTimeOffset received)
    {
        var now = entry is { DelayMilliseconds: 0, AtMicroseconds: null };
        build.Write(new LedgerLine { Received = new ReceivedLine(id.ToLine(), received, now, entry.ToLine()) });
        build.Do(now ? new Effect.Launch(id, entry)
            : entry.AtMicroseconds is { } at ? new Effect.Await(id, at)
            : new Effect.Schedule(id, received.AddMilliseconds(entry.DelayMilliseconds), TimeSpan.FromMilliseconds(entry.DelayMilliseconds)));
    }

    // A repeated id never starts a second time: it is told again what became of the first.
    private static void Repeat(DecisionBuilder build, Start known, bool idsNameStarts)
    {
        if (!idsNameStarts)
        {
            build.Answer(known.Id, false, Answers.DuplicateId, aside: true);
        }
        else if (known.Phase == StartPhase.NotStarted)
        {
            build.Answer(known.Id, false, known.Refusal ?? "", aside: true);
        }
        else
        {
            build.Tell(StatusOf(known), aside: true);
        }
    }
}
