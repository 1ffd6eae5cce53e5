using RemoteExec.Agent.Clock;
using RemoteExec.Agent.Execution.Keeping;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution;

/// <summary>Here: starts at an instant of a server's time (docs/protocol.md §9.9).</summary>
internal sealed partial class Supervisor
{
    // Who waits for which instant, in the order in which they were asked for.
    private readonly Dictionary<(ServerBook Book, long At), List<WireId>> _instants = [];
    private readonly HashSet<string> _byOwnClock = new(StringComparer.Ordinal);

    /// <summary>This machine's time, which nobody sets.</summary>
    internal SteadyClock Steady { get; }

    /// <summary>A ping was answered. Whoever waits for an instant looks again when what was thought before does not hold any more.</summary>
    /// <param name="key">Which server.</param>
    /// <param name="address">Where it was reached.</param>
    /// <param name="sample">What its pong says.</param>
    internal void Learn(string key, string address, ClockSample sample) => _mailbox.Post(() =>
    {
        var book = Book(key);
        var isNews = book.Time.Learn(sample);
        if (book.Time.Now is not { } known)
        {
            return;
        }

        ShowClock(book, address, known, isNews);
        if (isNews)
        {
            ClockLog.OffsetKnown(_log, known.Offset / 1e3, known.Uncertainty / 1e3);
            foreach (var instant in _instants.Keys.Where(instant => instant.Book == book).ToList())
            {
                LookAtInstant(instant, Steady.Now());
            }
        }
    });

    private void AwaitInstant(ServerBook book, Effect.Await wait)
    {
        if (!_instants.TryGetValue((book, wait.At), out var waiting))
        {
            _instants.Add((book, wait.At), [wait.Id]);
            LookAtInstant((book, wait.At), Steady.Now());
        }
        else if (!waiting.Contains(wait.Id))
        {
            waiting.Add(wait.Id);
        }
    }

    /// <summary>Prepares those of an instant when it is near, and looks again later when it is not. While the agent stops they wait in the journal.</summary>
    private void LookAtInstant((ServerBook Book, long At) instant, long since)
    {
        if (_stopping || !_instants.TryGetValue(instant, out var waiting))
        {
            return;
        }

        var verdict = InstantRules.Judge(instant.At, instant.Book.Time.Now?.Offset, Steady.WallAhead(), Steady.Now(), since);
        if (verdict.Step == InstantStep.Wait)
        {
            _clock.At(_clock.Now().Elapsed + TimeSpan.FromMicroseconds(verdict.Pause), () => LookAtInstant(instant, since));
            return;
        }

        // Some may have been cancelled meanwhile.
        _instants.Remove(instant);
        var starts = waiting.Select(id => instant.Book.State.Starts.GetValueOrDefault(id)).OfType<Start>();
        foreach (var start in starts.Where(start => start.Phase == StartPhase.Pending && start.Entry.AtMicroseconds == instant.At).ToList())
        {
            Reach(instant.Book, start, verdict);
        }
    }

    private void Reach(ServerBook book, Start start, InstantVerdict verdict)
    {
        if (verdict.Step == InstantStep.TooLate)
        {
            NotLaunched(book, start, Answers.InstantPassed);
            return;
        }

        if (verdict.OwnClock)
        {
            _byOwnClock.Add(StartKeys.KeyOf(book.Key, start));
        }

        // One lane for one instant: those of it are started in order.
        book.Take(LedgerRules.Due(book.State, start.Id), lane: -start.Entry.AtMicroseconds);
    }

    /// <summary>When the keeper is to start it, on the system's monotonic clock, µs; null: now. A restart does not wait again.</summary>
    private long? InstantOf(ServerBook book, Start start) =>
        start is { Attempt: 1, Entry.AtMicroseconds: { } at } ? Steady.MonotonicOf(at - (book.Time.Now?.Offset ?? Steady.WallAhead())) : null;

    private string NoticeOf(string key) => _byOwnClock.Remove(key) ? Answers.ByOwnClock : "";
}
