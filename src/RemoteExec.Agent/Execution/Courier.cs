using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution;

/// <summary>
/// Tells a connected server what its book holds, in order, and remembers what is under way. A report gets its sequence number when it is sent, so the last word about a
/// process can wait for its output while others go ahead.
/// </summary>
internal sealed class Courier(ServerBook book, IServerLink link)
{
    // Together below the largest packet, even when every letter of a message must be escaped.
    private const int EntriesInPacket = 16;

    private readonly SortedDictionary<long, IReadOnlyList<long>> _underWay = [];
    private readonly SortedSet<long> _held = [];
    private long _next = book.State.Outbox.Count == 0 ? book.State.NextReport : book.State.Outbox.Keys.First();

    private bool Journal => link.Extensions.HasFlag(WireExtensions.Journal);

    /// <summary>The first words after a connection: what was not acknowledged, then the snapshot.</summary>
    internal void Begin()
    {
        Tell();
        if (!Journal)
        {
            // The seed has no snapshot: a status for everything that runs says as much.
            SendStatuses(Alive().Where(status => status.State != WireProcessState.Pending), null);
            return;
        }

        SendStatuses(Alive(), book.TakeSequence);
        Send(new SnapshotMessage(book.State.Complete, book.State.HighestId));
    }

    /// <summary>Sends what is new, and what no longer waits for output.</summary>
    /// <returns>Reports that count as heard, because this server acknowledges nothing.</returns>
    internal IReadOnlyList<long> Tell()
    {
        var ready = _held.Where(number => !HoldsBack(book.State.Outbox.GetValueOrDefault(number))).ToList();
        _held.ExceptWith(ready);
        for (; _next < book.State.NextReport; _next++)
        {
            if (book.State.Outbox.TryGetValue(_next, out var report))
            {
                if (HoldsBack(report))
                {
                    _held.Add(_next);
                }
                else
                {
                    ready.Add(_next);
                }
            }
        }

        var reports = ready.Select(number => book.State.Outbox.GetValueOrDefault(number)).OfType<Report>().ToList();
        var sent = new List<long>();
        while (sent.Count < reports.Count)
        {
            var answers = reports[sent.Count].Executed is not null;
            var run = reports.Skip(sent.Count).Take(EntriesInPacket).TakeWhile(report => report.Executed is not null == answers).ToList();
            if (!Send(run, answers))
            {
                break;
            }

            sent.AddRange(run.Select(report => report.Number));
        }

        return Journal ? [] : sent;
    }

    /// <summary>The server has committed everything up to a sequence number.</summary>
    /// <returns>Numbers of the reports it now has.</returns>
    internal IReadOnlyList<long> Acknowledged(long sequence)
    {
        var heard = new List<long>();
        while (_underWay.Count > 0 && _underWay.First() is var first && first.Key <= sequence)
        {
            heard.AddRange(first.Value);
            _underWay.Remove(first.Key);
        }

        return heard;
    }

    private bool HoldsBack(Report? report) => report is { FollowsOutput: true, Id: { } id } && book.Desk.HoldsBack(id);

    private bool Send(List<Report> reports, bool answers)
    {
        long? sequence = Journal ? book.TakeSequence() : null;
        if (sequence is { } number)
        {
            _underWay[number] = [.. reports.Select(report => report.Number)];
        }

        return Send(answers
            ? new ExecutedMessage([.. reports.Select(report => report.Executed!)], sequence)
            : new ProcessStatusMessage([.. reports.Select(report => report.Status!)], sequence));
    }

    private IEnumerable<ProcessStatusEntry> Alive() =>
        LedgerRules.Snapshot(book.State, _held.Select(number => book.State.Outbox[number].Id!.Value).ToHashSet());

    private void SendStatuses(IEnumerable<ProcessStatusEntry> statuses, Func<long>? sequence)
    {
        foreach (var part in statuses.Chunk(EntriesInPacket))
        {
            Send(new ProcessStatusMessage(part, sequence?.Invoke()));
        }
    }

    private bool Send(WireMessage message)
    {
        if (link.TrySend(message))
        {
            return true;
        }

        // What was not acknowledged is told again on the next connection.
        link.Abort("the server does not take what is sent to it");
        return false;
    }
}
