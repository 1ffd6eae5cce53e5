using System.Collections.Immutable;
using RemoteExec.Processes;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Ledger;

/// <summary>What a journal's lines add up to. Decisions and a restart go the same way: a line is the only thing that changes a ledger.</summary>
internal static class LedgerFold
{
    internal static LedgerState Apply(LedgerState state, LedgerLine line) => line switch
    {
        { Received: { } received } when received.Id.ToWire() is { } id => Receive(state, id, received),
        { Launching: { } launching } => Change(state, launching.ToWire(), start => start with { Phase = StartPhase.Launching, Keeper = state.Keeper }),
        { Again: { } again } => Change(state, again.Id.ToWire(), start => start with
        {
            Phase = StartPhase.Pending,
            History = again.ToHistory(),
            NextAt = again.At,
            Stamp = null,
            StartedAt = null,
            Ready = null,
            Doubtful = false,
        }),
        { Keeper: { } keeper } => state with { Keeper = keeper },
        { Started: { } started } => Change(state, started.Id.ToWire(), start => start with
        {
            Phase = StartPhase.Running,
            History = start.History with { Attempt = started.Attempt ?? start.Attempt },
            Stamp = new ProcessStamp(started.Pid, started.StartTicks, started.BootId),
            StartedAt = started.At,
        }),
        { Stop: { } stop } => Change(state, stop.Id.ToWire(), start => start with { StopReason = stop.Reason }),
        { Report: { } report } => Tell(state, report),
        { Done: { } number } => state with { Outbox = state.Outbox.Remove(number) },
        { Forgotten: { } forgotten } => Forget(state, forgotten),
        { Lost: true } => state with
        {
            Complete = false,
            Starts = state.Starts.SetItems(state.Alive.Select(start => KeyValuePair.Create(start.Id, start with { Doubtful = true }))),
        },
        { Counters: { } counters } => state with
        {
            NextReport = Math.Max(state.NextReport, counters.NextReport),
            HighestId = Math.Max(state.HighestId, counters.HighestId),
            Complete = state.Complete && counters.Complete,
        },
        _ => state,
    };

    private static LedgerState Receive(LedgerState state, WireId id, ReceivedLine line) => state with
    {
        Starts = state.Starts.SetItem(id, new Start(id, line.Entry.ToEntry(id), line.At, line.Launching ? StartPhase.Launching : StartPhase.Pending) { Keeper = state.Keeper }),
        HighestId = Math.Max(state.HighestId, id.Number ?? 0),
    };

    private static LedgerState Tell(LedgerState state, ReportLine line)
    {
        if (line.ToReport() is not { } report)
        {
            return state;
        }

        var told = state with
        {
            Outbox = state.Outbox.SetItem(report.Number, report),
            NextReport = Math.Max(state.NextReport, report.Number + 1),
            HighestId = Math.Max(state.HighestId, report.Id?.Number ?? 0),
        };
        if (line.Aside || report.Id is not { } id)
        {
            return told;
        }

        return report switch
        {
            // An entry that was refused at once has no line of its own.
            { Executed: { Started: false } refused } => told with
            {
                Starts = told.Starts.SetItem(
                    id,
                    Ended(told.Starts.GetValueOrDefault(id) ?? new Start(id, new ExecuteEntry { Id = id }, DateTimeOffset.UnixEpoch, StartPhase.NotStarted)) with
                    {
                        Phase = StartPhase.NotStarted,
                        Refusal = refused.Message,
                    }),
            },
            { Status: { Ready: { } ready } verdict } when !report.FollowsOutput => Change(told, id, start => verdict.Attempt == start.Attempt ? start with { Ready = ready } : start),
            { FollowsOutput: true } => Change(told, id, start => Ended(start) with { Phase = StartPhase.Ended, Outcome = report.Status }),
            _ => told,
        };
    }

    // What an ended start was told in confidence (its environment) is not kept.
    private static Start Ended(Start start) => start with
    {
        Entry = new ExecuteEntry { Id = start.Id, Name = start.Entry.Name, Application = start.Entry.Application },
        Doubtful = false,
    };

    private static LedgerState Forget(LedgerState state, ForgottenLine line)
    {
        var set = state.Forgotten;
        for (var i = 0; i < Math.Min(line.Firsts.Count, line.Lasts.Count); i++)
        {
            set = set.AddRange(new IdRange(line.Firsts[i], line.Lasts[i]));
        }

        foreach (var name in line.Names)
        {
            set = set with { Names = set.Names.Add(name) };
        }

        return state with { Forgotten = set };
    }

    private static LedgerState Change(LedgerState state, WireId? id, Func<Start, Start> change) =>
        id is { } known && state.Starts.TryGetValue(known, out var start)
            ? state with { Starts = state.Starts.SetItem(known, change(start)) }
            : state;
}
