using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Runs.Rehearsals;

/// <summary>Machines that exist only here, and a clock that jumps from event to event. What a run wants done is done to them.</summary>
internal class Stage(RunPlan plan, Func<Lane, int, Part> parts, DateTimeOffset begin)
{
    private static readonly TimeSpan OnTheWay = TimeSpan.FromMilliseconds(1);

    private readonly PriorityQueue<Action, (DateTimeOffset, int)> _coming = new();
    private readonly Dictionary<(int Lane, int Step), FleetProcess> _processes = [];
    private readonly List<Happening> _happenings = [];
    private readonly HashSet<(int Lane, int Step)> _news = [];
    private readonly Dictionary<string, DateTimeOffset> _awake = new(StringComparer.Ordinal);
    private int _counter;

    internal DateTimeOffset Now { get; private set; } = begin;

    internal RunState State { get; private set; } = null!;

    internal IReadOnlyList<Happening> Happenings => _happenings;

    /// <summary>Every process there is, whether the run has heard of it or not.</summary>
    internal IReadOnlyDictionary<(int Lane, int Step), FleetProcess> Processes => _processes;

    internal void Begin() => CarryOut(RunRules.Begin(plan, Now));

    /// <summary>Goes on to the next event.</summary>
    /// <returns>False: nothing will ever happen again.</returns>
    internal bool Next()
    {
        var due = RunRules.NextDue(State);
        if (_coming.TryPeek(out _, out var priority) && (due is null || priority.Item1 <= due))
        {
            var action = _coming.Dequeue();
            Now = Later(Now, priority.Item1);
            action();
            return true;
        }

        if (due is not { } tick)
        {
            return false;
        }

        Now = Later(Now, tick);
        CarryOut(RunRules.Tick(State, Now));
        return true;
    }

    internal void Stop(string by) => CarryOut(RunRules.Stop(State, by, Now));

    /// <summary>The conductor was killed and comes back with the state that it stored then.</summary>
    internal void Resume(RunState stored) =>
        CarryOut(RunRules.Resume(stored, [.. _processes.Select(known => (known.Key.Lane, known.Key.Step, known.Value))], Now));

    internal virtual void CarryOut(RunDecision decision)
    {
        State = decision.State;
        foreach (var effect in decision.Effects)
        {
            switch (effect)
            {
                case RunEffect.Start start:
                    start.Steps.ToList().ForEach(step => After(OnTheWay, () => Take(plan.Lanes[start.Lane], step)));
                    break;
                case RunEffect.Stop stop:
                    After(OnTheWay, () => EndOnRequest(stop.Lane, stop.Step));
                    break;
                case RunEffect.Wake wake:
                    After(OnTheWay, () => Wake(plan.Lanes[wake.Lane], wake.Step));
                    break;
                case RunEffect.Tell tell:
                    _happenings.Add(new Happening(Now, tell.Kind, tell.Lane, tell.Step, tell.Text));
                    break;
            }
        }
    }

    // What was taken once is not taken again, as with real machines.
    private void Take(Lane lane, StepStart start)
    {
        if (_processes.ContainsKey((lane.Index, start.Step)))
        {
            return;
        }

        var part = parts(lane, start.Step);
        Tell(lane.Index, start.Step, new FleetProcess(_processes.Count + 1, lane.MachineId, _processes.Count + 1, plan.TrackOf(lane).Steps[start.Step].Executable, ProcessState.Pending, Now));
        var wait = start.At is { } at ? Later(at, Now) - Now : TimeSpan.FromMilliseconds(start.DelayMilliseconds);
        After(wait + part.ToStart, () => StartProgram(lane.Index, start.Step, part));
    }

    // Those that were there are there; of the others each wakes up once, however often it is called.
    private void Wake(Lane lane, int step)
    {
        if (parts(lane, step) is not { Fault: null, ToReady: { } wait })
        {
            return;
        }

        if (!_awake.TryGetValue(lane.MachineId, out var from))
        {
            from = lane.Presence == LanePresence.Connected ? Now : Now + wait;
            _awake.Add(lane.MachineId, from);
        }

        After(Later(from, Now) - Now, () => CarryOut(RunRules.Came(State, lane.MachineId, Now)));
    }

    private void StartProgram(int lane, int step, Part part)
    {
        var process = _processes[(lane, step)];
        if (process.State.IsFinal())
        {
            return;
        }

        if (part.Fault is { } fault)
        {
            Tell(lane, step, process with { State = ProcessState.Failed, Message = fault, EndedAt = Now });
            return;
        }

        Tell(lane, step, process with { State = ProcessState.Running, StartedAt = Now });
        if (plan.TrackOf(plan.Lanes[lane]).Steps[step] is { HasReady: true } wanted)
        {
            var timeout = TimeSpan.FromMilliseconds(wanted.Executable.Policies!.Ready!.TimeoutMilliseconds);
            var isInTime = part.ToReady <= timeout;
            After(isInTime ? part.ToReady!.Value : timeout, () => Change(lane, step, now => now with
            {
                Ready = isInTime,
                ReadyAt = isInTime ? Now : null,
                Message = isInTime ? "" : $"not ready after {timeout.TotalSeconds} s",
            }));
        }

        if (part.ToEnd is { } end)
        {
            After(end, () => Change(lane, step, now => now with { State = ProcessState.Exited, ExitCode = part.ExitCode, EndedAt = Now, Ready = now.Ready ?? false }));
        }
    }

    private void EndOnRequest(int lane, int step) => After(
        parts(plan.Lanes[lane], step).ToStop,
        () => Change(lane, step, now => now with { State = ProcessState.Closed, StopRequested = true, EndedAt = Now }));

    private void Change(int lane, int step, Func<FleetProcess, FleetProcess> change)
    {
        if (_processes[(lane, step)] is { } process && !process.State.IsFinal())
        {
            Tell(lane, step, change(process));
        }
    }

    private void Tell(int lane, int step, FleetProcess process)
    {
        _processes[(lane, step)] = process;
        if (_news.Count == 0)
        {
            After(OnTheWay, DeliverNews);
        }

        _news.Add((lane, step));
    }

    // What happens at one moment arrives together.
    private void DeliverNews()
    {
        var news = _news.Select(key => (key.Lane, key.Step, _processes[key])).ToList();
        _news.Clear();
        CarryOut(RunRules.News(State, news, Now));
    }

    private void After(TimeSpan delay, Action action) => _coming.Enqueue(action, (Now + delay, _counter++));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
