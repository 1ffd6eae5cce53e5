using System.Runtime.InteropServices;

namespace RemoteExec.Fleet.Runs;

/// <summary>A decision while it is made: the lanes are copied once, however much of them changes.</summary>
internal sealed class RunBuilder(RunState state)
{
    private readonly List<RunEffect> _effects = [];
    private readonly LaneState[] _lanes = [.. state.Lanes];
    private readonly HashSet<int> _copied = [];
    private RunState _state = state;

    internal RunPlan Plan => _state.Plan;

    internal RunPhase Phase => _state.Phase;

    internal string? Failure => _state.Failure;

    internal string? StoppedBy => _state.StoppedBy;

    internal IReadOnlyList<LaneState> Lanes => _lanes;

    internal RunDecision Done() => new(_state with { Lanes = ImmutableCollectionsMarshal.AsImmutableArray(_lanes) }, _effects);

    internal bool Has(int lane, int step) => lane >= 0 && lane < _lanes.Length && step >= 0 && step < _lanes[lane].Steps.Length;

    internal StepState Step(int lane, int step) => _lanes[lane].Steps[step];

    internal IEnumerable<int> StepsOf(int lane) => Enumerable.Range(0, _lanes[lane].Steps.Length);

    internal DateTimeOffset? BeginOf(int track) => _state.Tracks[track].Begin;

    internal void Update(Func<RunState, RunState> change) => _state = change(_state);

    internal void Begin(int track, DateTimeOffset at) => _state = _state with { Tracks = _state.Tracks.SetItem(track, new TrackState(at)) };

    internal void BeginLane(int lane, DateTimeOffset at) => _lanes[lane] = _lanes[lane] with { Begin = at };

    internal void Set(int lane, int step, StepState value)
    {
        if (_copied.Add(lane))
        {
            _lanes[lane] = _lanes[lane] with { Steps = [.. _lanes[lane].Steps] };
        }

        // The copy is ours until the decision is done.
        ImmutableCollectionsMarshal.AsArray(_lanes[lane].Steps)![step] = value;
    }

    internal void Do(RunEffect effect) => _effects.Add(effect);

    internal void Tell(string kind, string text) => _effects.Add(new RunEffect.Tell(kind, null, null, text));

    internal void Stop(int lane, int step)
    {
        if (Step(lane, step).ProcessId is { } process)
        {
            _effects.Add(new RunEffect.Stop(lane, step, process));
        }
    }

    /// <summary>A step has come to a phase from which only a failure leads on; says so, once.</summary>
    internal void Conclude(int lane, int step, StepPhase phase, string message)
    {
        var before = Step(lane, step);
        Set(lane, step, before with { Phase = phase, Message = message, Deadline = null });
        if (before.Phase == phase)
        {
            return;
        }

        var planned = Plan.Lanes[lane];
        var wanted = Plan.TrackOf(planned).Steps[step];
        _effects.Add(new RunEffect.Tell($"step.{phase.ToWord()}", lane, step, message));
        if (phase == StepPhase.Failed && wanted.Required)
        {
            _state = _state with { Failure = _state.Failure ?? $"{wanted.Name} on {planned.Machine}: {message}" };
        }
    }
}
