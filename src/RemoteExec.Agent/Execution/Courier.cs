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

    // Packets that may wait for their acknowledgement: well below what the sender's queue holds.
    private const int MostUnderWay = 256;

    private readonly SortedDictionary<long, IReadOnlyList<long>> _underWay = [];
    private readonly SortedSet<long> _untold = [];
    private long _next = book.State.Outbox.Count == 0 ? book.State.NextReport : book.State.Outbox.Keys.First();
    private bool _introduced;
    private bool _failed;

    private bool Journal => link.Extensions.HasFlag(WireExtensions.Journal);

    private bool IsFull => _failed || (Journal && _underWay.Count >= MostUnderWay);

    /// <summary>Sends what is new, and what no longer waits for output. The first time the snapshot follows, once all that was not acknowledged has been told.</summary>
    /// <returns>Reports that count as heard, because this server acknowledges nothing.</returns>
    internal IReadOnlyList<long> Tell()
    {
        for (; _next < book.State.NextReport; _next++)
        {
            _untold.Add(_next);
        }

        _untold.RemoveWhere(number => !book.State.Outbox.ContainsKey(number));
        var told = new List<long>();
        while (!IsFull && NextReports() is { Count: > 0 } reports)
        {
            if (Send(reports))
            {
                told.AddRange(reports.Select(report => report.Number));
                _untold.ExceptWith(reports.Select(report => report.Number));
            }
        }

        if (!_introduced && !IsFull)
        {
            _introduced = true;
            Introduce();
        }

        return Journal ? [] : told;
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

    /// <summary>Every process we answer for: a server with a journal ends what it thought alive and does not hear of. The seed has no snapshot; a status for what runs says as much.</summary>
    private void Introduce()
    {
        // Whether or not their output has been sent meanwhile: what was not told has not ended yet, as far as the server knows.
        var waiting = _untold.Select(number => book.State.Outbox[number]).Where(report => report.FollowsOutput).Select(report => report.Id!.Value).ToHashSet();
        var alive = LedgerRules.Snapshot(book.State, waiting).Where(status => Journal || status.State != WireProcessState.Pending);
        foreach (var part in alive.Chunk(EntriesInPacket))
        {
            Send(new ProcessStatusMessage([.. part.Select(InTimeOf)], Journal ? book.TakeSequence() : null));
        }

        // Never after a hole: what is not in a complete snapshot is dead to the server.
        if (Journal && !_failed)
        {
            Send(new SnapshotMessage(book.State.Complete, book.State.HighestId));
        }
    }

    /// <summary>The next reports that may go, in order: as many as share a packet of answers and one of statuses without changing places about the same process.</summary>
    private List<Report> NextReports()
    {
        var next = new List<Report>();
        var spokenOf = new HashSet<WireId>();
        foreach (var report in _untold.Select(number => book.State.Outbox[number]).Where(report => !HoldsBack(report)))
        {
            var overtakes = report.Executed is not null && report.Id is { } id && spokenOf.Contains(id);
            if (next.Count == EntriesInPacket || overtakes)
            {
                break;
            }

            if (report.Status is { } status)
            {
                spokenOf.Add(status.Id);
            }

            next.Add(report);
        }

        return next;
    }

    private bool HoldsBack(Report report) => report is { FollowsOutput: true, Id: { } id } && book.Desk.HoldsBack(id);

    private bool Send(List<Report> reports)
    {
        var answers = reports.Where(report => report.Executed is not null).ToList();
        var statuses = reports.Where(report => report.Status is not null).ToList();
        return (answers.Count == 0 || Send(new ExecutedMessage([.. answers.Select(report => report.Executed!)], Note(answers))))
            && (statuses.Count == 0 || Send(new ProcessStatusMessage([.. statuses.Select(report => InWordsOf(InTimeOf(report.Status!)))], Note(statuses))));
    }

    private long? Note(List<Report> reports)
    {
        if (!Journal)
        {
            return null;
        }

        var sequence = book.TakeSequence();
        _underWay[sequence] = [.. reports.Select(report => report.Number)];
        return sequence;
    }

    // Servers that know of clocks are told their own time, so that what happened on several machines can be compared.
    private ProcessStatusEntry InTimeOf(ProcessStatusEntry status) =>
        link.Extensions.HasFlag(WireExtensions.Clock) && status.At is { } at ? status with { At = book.Time.OfWall(at) ?? at } : status;

    // "unknown" and "pending" are words of servers with a journal; to others it has ended, and the message says what is not known, or when it is started again.
    private ProcessStatusEntry InWordsOf(ProcessStatusEntry status) =>
        !Journal && status.State is WireProcessState.Unknown or WireProcessState.Pending ? status with { State = WireProcessState.Exited } : status;

    private bool Send(WireMessage message)
    {
        if (!_failed && !link.TrySend(message))
        {
            // What was not acknowledged is told again on the next connection.
            _failed = true;
            link.Abort("the server does not take what is sent to it");
        }

        return !_failed;
    }
}
