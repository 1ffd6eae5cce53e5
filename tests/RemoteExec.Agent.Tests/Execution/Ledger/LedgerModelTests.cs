using System.Text.Json;
using FsCheck.Xunit;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Processes;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Execution.Ledger;

/// <summary>Whatever happens in whatever order: started at most once, told exactly one last word, and a restart changes nothing of it.</summary>
public sealed class LedgerModelTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Property(MaxTest = 300)]
    public bool AnyHistory_StartsOnceAndTellsOneLastWord(byte[] events)
    {
        var world = new World();
        foreach (var e in events)
        {
            world.Step(e >> 3, new WireId((e & 7) + 1));
        }

        return world.NobodyStartedTwice && world.EveryLastWordOnce;
    }

    [Property(MaxTest = 300)]
    public bool AnyHistory_JournalAddsUpToTheSame(byte[] events)
    {
        var world = new World();
        foreach (var e in events)
        {
            world.Step(e >> 3, new WireId((e & 7) + 1));
        }

        var replayed = world.Written.Aggregate(LedgerState.Empty, LedgerFold.Apply);
        var rewritten = RoundTrip(LedgerRules.Rewrite(world.State, 5)).Aggregate(LedgerState.Empty, LedgerFold.Apply);
        return Same(world.State, replayed) && Same(world.State, rewritten);
    }

    private static IEnumerable<LedgerLine> RoundTrip(IEnumerable<LedgerLine> lines) => lines
        .Select(line => JsonSerializer.Deserialize(JsonSerializer.Serialize(line, LedgerJson.Default.LedgerLine), LedgerJson.Default.LedgerLine)!);

    private static bool Same(LedgerState a, LedgerState b) =>
        a.NextReport == b.NextReport
        && a.HighestId == b.HighestId
        && a.Complete == b.Complete
        && a.Outbox.SequenceEqual(b.Outbox)
        && a.Starts.Count == b.Starts.Count
        && a.Starts.Values.All(start => b.Starts.TryGetValue(start.Id, out var other)
            && (start.Phase, start.Stamp, start.StartedAt, start.StopReason, start.Refusal, start.Outcome, start.Attempt, start.NextAt, start.Ready, start.Doubtful)
                == (other.Phase, other.Stamp, other.StartedAt, other.StopReason, other.Refusal, other.Outcome, other.Attempt, other.NextAt, other.Ready, other.Doubtful));

    private sealed class World
    {
        private static readonly LedgerLine Lost = new() { Lost = true };

        private readonly Dictionary<(WireId Id, int Attempt), int> _started = [];
        private readonly List<LedgerLine> _written = [];
        private DateTimeOffset _now = Begin;
        private int _keeper;

        internal LedgerState State { get; private set; } = LedgerState.Empty;

        internal IEnumerable<LedgerLine> Written => RoundTrip(_written);

        internal bool NobodyStartedTwice => _started.Values.All(count => count == 1);

        // The first word about an end; what is said again because it was asked again is marked as an aside.
        internal bool EveryLastWordOnce => _written
            .Where(line => line.Report is { Aside: false } report && (report.Started == false || report.State is (int)WireProcessState.Exited or (int)WireProcessState.Closed or (int)WireProcessState.Unknown))
            .GroupBy(line => line.Report!.Id)
            .All(group => group.Count() == 1);

        internal void Step(int kind, WireId id)
        {
            _now = _now.AddSeconds(1);
            Take(kind switch
            {
                0 => LedgerRules.Execute(State, [Entry(id)], true, _now),
                1 => LedgerRules.Execute(State, [Entry(id) with { DelayMilliseconds = 10_000 }], true, _now),
                2 => LedgerRules.Execute(State, [Entry(id), Entry(id)], true, _now),
                3 => LedgerRules.Execute(State, [Entry(id) with { Refusal = "no" }], true, _now),
                4 or 5 => LedgerRules.Due(State, id),
                6 => LedgerRules.NotLaunched(State, id, "could not", _now, 0.5),
                7 => LedgerRules.Kill(State, [id], TimeSpan.Zero, "asked"),
                8 => LedgerRules.TimedOut(State, id),
                9 => LedgerRules.Recover(State, Keeper(), _now),
                14 => LedgerRules.Execute(State, [Entry(id) with { AtMicroseconds = 7 }], true, _now),
                15 => new Decision(LedgerFold.Apply(State, Lost), [Lost], []),
                10 => LedgerRules.Acknowledged(State, State.Outbox.Keys.Take(2)),
                11 or 12 => LedgerRules.Ended(State, id, new ProcessExit(null, null, _now), onRequest: false),
                13 => LedgerRules.Ended(State, id, new ProcessExit(null, 9, _now), onRequest: true),
                _ => LedgerRules.Ended(State, id, new ProcessExit(kind, null, _now), onRequest: false),
            });
        }

        private void Take(Decision decision)
        {
            State = decision.State;
            _written.AddRange(decision.Lines);
            foreach (var launch in decision.Effects.OfType<Effect.Launch>())
            {
                // Some never reach the keeper: the agent dies before it asks.
                if (launch.Id.Number % 3 != 0)
                {
                    var attempt = (launch.Id, State.Starts[launch.Id].Attempt);
                    _started[attempt] = _started.GetValueOrDefault(attempt) + 1;
                    Take(LedgerRules.Launched(State, launch.Id, new ProcessStamp((int)launch.Id.Number!.Value, 1, "b"), _now));
                }
            }
        }

        // Now and then another keeper; some processes have ended under it, some it never heard of.
        private KeeperView Keeper()
        {
            _keeper += _now.Second % 3 == 0 ? 1 : 0;
            return new KeeperView(
                $"keeper {_keeper}",
                start => ((start.Id.Number!.Value + _now.Second) % 4) switch
                {
                    0 => new KeptState("", new ProcessStamp((int)start.Id.Number!.Value, 1, "b"), _now, null, false),
                    1 => new KeptState("", new ProcessStamp((int)start.Id.Number!.Value, 1, "b"), _now, new ProcessExit(1, null, _now), false),
                    _ => null,
                },
                stamp => stamp.Pid % 2 == 0);
        }

        // Every second one is to come back when it ends.
        private static ExecuteEntry Entry(WireId id) => new()
        {
            Id = id,
            Application = "app",
            Policies = id.Number % 2 == 0 ? new SupervisionPolicies { Restart = new RestartPolicy(RestartOn.Unexpected, Attempts: 2), Expected = [0, 20] } : null,
        };
    }
}
