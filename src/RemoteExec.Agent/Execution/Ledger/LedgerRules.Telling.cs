using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Ledger;

/// <summary>Here: what the server has heard, and what it is told when it comes back.</summary>
internal static partial class LedgerRules
{
    /// <summary>A start whose delay ended this long before the agent came back is not made up for: the moment has passed.</summary>
    internal static readonly TimeSpan TooLate = TimeSpan.FromSeconds(60);

    /// <summary>Ended starts whose outcome is kept.</summary>
    internal const int OutcomesKept = 2_000;

    // The calendar ends; a longer timeout is none.
    private const long MaxTimeoutMilliseconds = 100L * 365 * 24 * 3_600_000;

    /// <summary>The server has these reports.</summary>
    /// <param name="state">Before.</param>
    /// <param name="numbers">Numbers of reports.</param>
    internal static Decision Acknowledged(LedgerState state, IEnumerable<long> numbers)
    {
        var build = new DecisionBuilder(state);
        foreach (var number in numbers.Where(state.Outbox.ContainsKey))
        {
            build.Write(new LedgerLine { Done = number });
        }

        return build.Done();
    }

    /// <summary>Every process the agent still answers for. One whose last word waits for its output still counts as running, one that is being started does not yet.</summary>
    /// <param name="state">The ledger.</param>
    /// <param name="waiting">Ids whose last word waits.</param>
    internal static IEnumerable<ProcessStatusEntry> Snapshot(LedgerState state, IReadOnlySet<WireId> waiting) =>
        state.Starts.Values
            .Where(start => start.IsAlive || waiting.Contains(start.Id))
            .OrderBy(start => start.Received)
            .Select(start => waiting.Contains(start.Id) ? Status(start, WireProcessState.Running, "", start.StartedAt) : StatusOf(start));

    /// <summary>Lets the oldest outcomes go; their ids stay.</summary>
    internal static LedgerState Forget(LedgerState state)
    {
        var told = state.Outbox.Values.Select(report => report.Id).ToHashSet();
        var old = state.Starts.Values
            .Where(start => !start.IsAlive && !told.Contains(start.Id))
            .OrderByDescending(start => start.Received)
            .Skip(OutcomesKept)
            .Select(start => start.Id)
            .ToList();
        return state with
        {
            Starts = state.Starts.RemoveRange(old),
            Forgotten = old.Aggregate(state.Forgotten, (set, id) => set.Add(id)),
        };
    }

    /// <summary>The lines that a new journal begins with, instead of all that led to this state.</summary>
    internal static IEnumerable<LedgerLine> Rewrite(LedgerState state, long sequence)
    {
        yield return new LedgerLine { Counters = new CountersLine(state.NextReport, state.HighestId, state.Complete) };
        yield return new LedgerLine { Sequence = sequence };
        if (state.Keeper is { } keeper)
        {
            yield return new LedgerLine { Keeper = keeper };
        }

        yield return new LedgerLine
        {
            Forgotten = new ForgottenLine(
                [.. state.Forgotten.Ranges.Select(range => range.First)], [.. state.Forgotten.Ranges.Select(range => range.Last)], [.. state.Forgotten.Names]),
        };
        // What is in doubt stands before the hole that made it so.
        var starts = state.Starts.Values.OrderBy(start => start.Received).ToLookup(start => start.Doubtful);
        foreach (var line in starts[true].SelectMany(Rewrite))
        {
            yield return line;
        }

        if (starts.Contains(true))
        {
            yield return new LedgerLine { Lost = true };
        }

        foreach (var line in starts[false].SelectMany(Rewrite))
        {
            yield return line;
        }

        // In order, and after the starts they speak of. What the start already says is not said twice.
        foreach (var report in state.Outbox.Values)
        {
            yield return new LedgerLine { Report = report.ToLine(aside: true) };
        }
    }

    private static IEnumerable<LedgerLine> Rewrite(Start start)
    {
        var id = start.Id.ToLine();
        yield return new LedgerLine { Received = new ReceivedLine(id, start.Received, start.Phase != StartPhase.Pending, start.Entry.ToLine()) };
        if (start.NextAt is { } next)
        {
            yield return new LedgerLine { Again = start.History.ToLine(start.Id, next) };
            if (start.Phase != StartPhase.Pending)
            {
                yield return new LedgerLine { Launching = id };
            }
        }

        if (start is { Stamp: { } stamp, StartedAt: { } at })
        {
            yield return new LedgerLine { Started = new StartedLine(id, stamp.Pid, stamp.StartTicks, stamp.BootId, at) { Attempt = start.Attempt } };
        }

        if (start.StopReason is { } reason)
        {
            yield return new LedgerLine { Stop = new StopLine(id, reason) };
        }

        // Told long ago: number 0 is no report's, and its acknowledgement follows at once.
        var outcome = start.Outcome is { } status ? new Report(0, null, status)
            : start.Refusal is { } refusal ? new Report(0, new ExecutedEntry(start.Id, false, refusal), null)
            : null;
        if (outcome is not null)
        {
            yield return new LedgerLine { Report = outcome.ToLine() };
            yield return new LedgerLine { Done = 0 };
        }
    }

    private static ProcessStatusEntry StatusOf(Start start) => start.Phase switch
    {
        StartPhase.Ended => start.Outcome!,

        // Whether it runs the system has yet to say: said too early it could not be taken back.
        StartPhase.Pending or StartPhase.Launching => Status(start, WireProcessState.Pending, "", start.NextAt is null ? start.Received : null),
        _ => Status(start, WireProcessState.Running, "", start.StartedAt),
    };

    private static ProcessStatusEntry Status(Start start, WireProcessState state, string message, DateTimeOffset? at) =>
        Status(start.Id, state, message, at) with { Attempt = start.Attempt };

    private static ProcessStatusEntry Status(WireId id, WireProcessState state, string message, DateTimeOffset? at) =>
        new() { Id = id, State = state, Message = message, Attempt = 1, At = at is { } when ? Microseconds(when) : null };

    private static long Microseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
