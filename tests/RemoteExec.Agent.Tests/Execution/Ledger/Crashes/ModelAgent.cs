using System.Text.Json;
using RemoteExec.Agent.Execution;
using RemoteExec.Agent.Execution.Keeping;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Processes.Keeping.Talk;

namespace RemoteExec.Agent.Tests.Execution.Ledger.Crashes;

/// <summary>The agent is dead: what it held in its memory is gone.</summary>
internal sealed class CrashedException : Exception;

/// <summary>
/// One life of an agent around the real rules: it writes its lines one by one, then carries out its effects one by one, as the supervisor does, and can be killed before any of
/// them.
/// </summary>
internal sealed class ModelAgent
{
    private const string Book = "book";

    private readonly List<LedgerLine> _journal;
    private readonly ModelKeeper _keeper;
    private readonly Func<DateTimeOffset> _now;
    private readonly HashSet<Effect> _waits = [];
    private int? _stepsToLive;

    /// <summary>Takes up what the journal and the keeper say.</summary>
    /// <param name="journal">Outlives it.</param>
    /// <param name="keeper">The same.</param>
    /// <param name="now">The wall clock.</param>
    /// <param name="stepsToLive">After so many lines and effects it dies; null: it does not.</param>
    internal ModelAgent(List<LedgerLine> journal, ModelKeeper keeper, Func<DateTimeOffset> now, int? stepsToLive)
    {
        _journal = journal;
        _keeper = keeper;
        _now = now;
        _stepsToLive = stepsToLive;
        State = journal.Select(RoundTrip).Aggregate(LedgerState.Empty, LedgerFold.Apply);

        // What was said before belongs to the greeting.
        keeper.Said.Clear();
    }

    internal LedgerState State { get; private set; }

    internal static string KeyOf(Start start) => StartKeys.KeyOf(Book, start);

    /// <summary>The first thing in its life, and again whenever the keeper is another one.</summary>
    internal void Recover()
    {
        Take(state => LedgerRules.Recover(state, _keeper.View(KeyOf), _now()));
        var mine = State.Alive.Select(KeyOf).ToHashSet();
        foreach (var key in _keeper.Kept.Values.Where(kept => kept.Exit is not null && !mine.Contains(kept.Key)).Select(kept => kept.Key).ToList())
        {
            Step();
            _keeper.Done(key);
        }
    }

    /// <summary>Decisions of one batch: the lines of all are written before the first effect of any.</summary>
    internal void Take(params Func<LedgerState, Decision>[] decide)
    {
        var effects = new List<Effect>();
        foreach (var decision in decide.Select(one => one(State)))
        {
            State = decision.State;
            foreach (var line in decision.Lines)
            {
                Step();
                _journal.Add(line);
            }

            effects.AddRange(decision.Effects);
        }

        foreach (var effect in effects)
        {
            Step();
            Do(effect);
        }
    }

    /// <summary>Hears one thing that the keeper has said.</summary>
    /// <returns>False when there was nothing.</returns>
    internal bool Hear()
    {
        if (!_keeper.Said.TryDequeue(out var report))
        {
            return false;
        }

        switch (report)
        {
            case StartedReport started when Find(started.Key) is { } start:
                Take(state => LedgerRules.Launched(state, start.Id, started.Stamp, started.At));
                break;
            case RefusedReport refused when Find(refused.Key) is { } start:
                Take(state => LedgerRules.NotLaunched(state, start.Id, Answers.Of(refused.Failure), _now(), 0.5));
                break;
            case ExitedReport exited when Find(exited.Key) is { } start:
                Take(state => LedgerRules.Ended(state, start.Id, exited.Exit, exited.Stopped));
                break;
            case ExitedReport exited:
                _keeper.Done(exited.Key);
                break;
        }

        return true;
    }

    /// <summary>Everything that was waited for has come.</summary>
    /// <returns>False when nothing was.</returns>
    internal bool WaitIsOver()
    {
        var waits = _waits.ToList();
        _waits.Clear();
        foreach (var wait in waits)
        {
            switch (wait)
            {
                case Effect.Schedule schedule when State.Starts[schedule.Id].DueAt == schedule.DueAt:
                    Take(state => LedgerRules.Due(state, schedule.Id));
                    break;
                case Effect.Await await when State.Starts[await.Id] is { Phase: StartPhase.Pending, Entry.AtMicroseconds: { } at } && at == await.At:
                    Take(state => LedgerRules.Due(state, await.Id));
                    break;
                case Effect.Limit limit when LedgerRules.LimitOf(State.Starts[limit.Id]) == limit.At:
                    Take(state => LedgerRules.TimedOut(state, limit.Id));
                    break;
            }
        }

        return waits.Count > 0;
    }

    /// <summary>From here on it does not die.</summary>
    internal void Spare() => _stepsToLive = null;

    private void Step()
    {
        if (_stepsToLive-- == 0)
        {
            throw new CrashedException();
        }
    }

    private void Do(Effect effect)
    {
        switch (effect)
        {
            case Effect.Launch launch when State.Starts.GetValueOrDefault(launch.Id) is { } start:
                _keeper.Start(KeyOf(start), start.Id, refuses: launch.Entry.Application == CrashScript.Missing);
                break;
            case Effect.Adopt adopt:
                _keeper.Adopt(KeyOf(State.Starts[adopt.Id]), adopt.Stamp);
                break;
            case Effect.Done done:
                _keeper.Done(StartKeys.KeyOf(Book, State.Starts[done.Id], done.Attempt));
                break;
            case Effect.Stop stop:
                _keeper.Stop(KeyOf(State.Starts[stop.Id]));
                break;
            default:
                _waits.Add(effect);
                break;
        }
    }

    private Start? Find(string key) => State.Starts.Values.FirstOrDefault(start => start.Phase is StartPhase.Launching or StartPhase.Running && KeyOf(start) == key);

    private static LedgerLine RoundTrip(LedgerLine line) =>
        JsonSerializer.Deserialize(JsonSerializer.Serialize(line, LedgerJson.Default.LedgerLine), LedgerJson.Default.LedgerLine)!;
}
