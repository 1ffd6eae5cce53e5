using RemoteExec.Agent.Execution;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Execution.Ledger.Crashes;

/// <summary>What happens to an agent from outside, one step.</summary>
internal enum Happening
{
    Execute,
    ExecuteLater,
    ExecuteAt,
    ExecuteMissing,
    ExecuteRestarting,
    ExecuteWithTimeout,
    ExecuteAgain,
    ExecuteAndKill,
    Kill,
    Hear,
    WaitIsOver,
    ExitWell,
    ExitBadly,
    Acknowledge,
    KeeperDies,
    MachineDies,
    TwoMinutesPass,
}

/// <summary>
/// A history, carried out once: the agent dies after so many lines and effects, another one takes its place and may die too; the rest of the history follows, and at last
/// everything comes to its end. Then <see cref="Problem"/> says what the journal and the system do not agree on.
/// </summary>
internal sealed class CrashScript
{
    internal const string Missing = "missing";
    private static readonly WireId[] Ids = [new(1), new(2)];

    private readonly List<LedgerLine> _journal = [];
    private readonly ModelKeeper _keeper;
    private readonly Queue<int?> _deaths;
    private readonly int? _loses;
    private ModelAgent _agent;
    private DateTimeOffset _now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private bool _keeperDied;

    /// <param name="deaths">Lines and effects that the first agent lives to see, then the second one; those after them do not die.</param>
    /// <param name="loses">The line of the journal that is damaged when the first agent dies; null: none.</param>
    internal CrashScript(IEnumerable<int> deaths, int? loses = null)
    {
        _keeper = new ModelKeeper(() => _now);
        _deaths = new Queue<int?>(deaths.Select(steps => (int?)steps));
        _loses = loses;
        _agent = Next();
    }

    /// <summary>How often an agent died.</summary>
    internal int Deaths { get; private set; }

    internal int Lines => _journal.Count;

    /// <summary>Carries it all out.</summary>
    /// <returns>What is wrong afterwards; null: nothing.</returns>
    internal string? Run(IEnumerable<(Happening What, int Whom)> history)
    {
        Survive(() => _agent.Recover());
        foreach (var (what, whom) in history)
        {
            _now = _now.AddMilliseconds(100);
            Survive(() => Happen(what, Ids[whom % Ids.Length]));
        }

        Settle();
        return Problem();
    }

    private ModelAgent Next() => new(_journal, _keeper, () => _now, _deaths.TryDequeue(out var steps) ? steps : null);

    private void Survive(Action action)
    {
        for (var next = action; next is not null;)
        {
            try
            {
                next();
                next = null;
            }
            catch (CrashedException)
            {
                // The happening is over: nobody else does what the dead one had not written down.
                if (_loses is { } lost && Deaths == 0 && _journal.Count > 0)
                {
                    _journal[lost % _journal.Count] = new LedgerLine { Lost = true };
                }

                Deaths++;
                _agent = Next();
                next = () => _agent.Recover();
            }
        }
    }

    private void Happen(Happening what, WireId id)
    {
        switch (what)
        {
            case Happening.Execute:
                Execute(Entry(id));
                break;
            case Happening.ExecuteLater:
                Execute(Entry(id) with { DelayMilliseconds = 5_000 });
                break;
            case Happening.ExecuteAt:
                Execute(Entry(id) with { AtMicroseconds = 7 });
                break;
            case Happening.ExecuteMissing:
                Execute(Entry(id) with { Application = Missing });
                break;
            case Happening.ExecuteRestarting:
                Execute(Entry(id) with { Policies = new SupervisionPolicies { Restart = new RestartPolicy(RestartOn.Unexpected, Attempts: 2) } });
                break;
            case Happening.ExecuteWithTimeout:
                Execute(Entry(id) with { TimeoutMilliseconds = 1_000 });
                break;
            case Happening.ExecuteAgain:
                Execute(Entry(id), Entry(id));
                break;
            case Happening.ExecuteAndKill:
                _agent.Take(state => LedgerRules.Execute(state, [Entry(id)], true, _now), state => LedgerRules.Kill(state, [id], null, Answers.StoppedOnRequest));
                break;
            case Happening.Kill:
                _agent.Take(state => LedgerRules.Kill(state, [id], null, Answers.StoppedOnRequest));
                break;
            case Happening.Hear:
                _agent.Hear();
                break;
            case Happening.WaitIsOver:
                _agent.WaitIsOver();
                break;
            case Happening.ExitWell:
                Exit(id, 0);
                break;
            case Happening.ExitBadly:
                Exit(id, 3);
                break;
            case Happening.Acknowledge:
                _agent.Take(state => LedgerRules.Acknowledged(state, state.Outbox.Keys));
                break;
            case Happening.KeeperDies or Happening.MachineDies:
                _keeperDied = true;
                _keeper.Die(processesToo: what == Happening.MachineDies);
                _agent.Recover();
                break;
            case Happening.TwoMinutesPass:
                _now = _now.AddMinutes(2);
                break;
        }
    }

    private void Execute(params ExecuteEntry[] entries) => _agent.Take(state => LedgerRules.Execute(state, entries, true, _now));

    private void Exit(WireId id, int code)
    {
        foreach (var key in _keeper.Lives.Where(life => life.Value.Runs && life.Value.Id == id).Select(life => life.Key).ToList())
        {
            _keeper.Exit(key, code);
        }
    }

    // Nobody dies any more; what runs ends, what waits is waited for, until there is nothing left.
    private void Settle()
    {
        _agent.Spare();
        for (var round = 0; round < 50; round++)
        {
            while (_agent.Hear() || _agent.WaitIsOver())
            {
                _now = _now.AddSeconds(1);
            }

            var deaf = _agent.State.Alive.Where(start => start is { Phase: StartPhase.Running, StopReason: not null }).Select(start => start.Id).ToList();
            Assert.True(deaf.Count == 0, $"{string.Join(", ", deaf)} was to be stopped, and runs on");
            foreach (var id in Ids)
            {
                Exit(id, 0);
            }
        }
    }

    private string? Problem()
    {
        if (_keeper.Lives.Values.FirstOrDefault(life => life.Starts > 1) is { } twice)
        {
            return $"{twice.Id} was started {twice.Starts} times";
        }

        var received = _journal.Select(line => line.Received?.Id.ToWire()).OfType<WireId>().Distinct();
        var last = _journal.Where(line => line.Report is { Aside: false } report && report.ToReport() is { } told && (told.FollowsOutput || told.Executed is { Started: false }))
            .ToLookup(line => line.Report!.Id.ToWire()!.Value, line => line.Report!.ToReport()!);
        foreach (var id in received)
        {
            if (_agent.State.Starts[id].IsAlive)
            {
                return $"{id} never came to an end: {_agent.State.Starts[id].Phase}";
            }

            if (last[id].Count() != 1)
            {
                return $"{id} had {last[id].Count()} last words";
            }

            if (Lie(id, last[id].Single()) is { } lie)
            {
                return lie;
            }
        }

        return _keeper.Kept.Count > 0 ? $"the keeper still keeps {_keeper.Kept.Count}" : null;
    }

    // What was said of the last attempt, beside what its keeper saw.
    private string? Lie(WireId id, Report word)
    {
        var lives = _keeper.Lives.Values.Where(life => life.Id == id).ToList();
        if (word.Executed is not null)
        {
            return lives.Count > 0 ? $"{id} was said never to have started, and it had" : null;
        }

        var known = lives.LastOrDefault()?.Exit;
        var exit = (word.Status!.ExitCode, word.Status.Signal);
        return word.Status.State == WireProcessState.Unknown
            ? !_keeperDied && _loses is null && known is not null ? $"{id} was said to be unknown, and its keeper knew" : null
            : _loses is null && lives.Count > 0 && known is { } seen && exit != (seen.ExitCode, seen.Signal) && exit != (null, null) ? $"{id} was told {exit}, and it was {seen}" : null;
    }

    private static ExecuteEntry Entry(WireId id) => new() { Id = id, Application = "app" };
}
