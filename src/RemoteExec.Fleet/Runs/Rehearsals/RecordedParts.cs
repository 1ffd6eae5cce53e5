namespace RemoteExec.Fleet.Runs.Rehearsals;

/// <summary>How programs behave in a rehearsal: as they did the last time on that machine, else the last time anywhere, else as usual; some fail because someone wants to see it.</summary>
public sealed class RecordedParts
{
    private readonly Dictionary<(string Track, string Step, string Machine), Part> _byMachine = [];
    private readonly Dictionary<(string Track, string Step), Part> _anywhere = [];
    private readonly RunPlan _plan;
    private readonly HashSet<string> _failing;

    /// <param name="plan">What is rehearsed.</param>
    /// <param name="earlier">Earlier runs of the same sequence, the newest first.</param>
    /// <param name="failing">Steps that do not start: <c>STEP</c>, <c>TRACK/STEP</c> or <c>MACHINE/STEP</c>.</param>
    public RecordedParts(RunPlan plan, IEnumerable<RunState> earlier, IReadOnlyCollection<string> failing)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        _plan = plan;
        _failing = new HashSet<string>(failing, StringComparer.OrdinalIgnoreCase);
        foreach (var run in earlier)
        {
            foreach (var lane in run.Plan.Lanes)
            {
                Learn(run, lane);
            }
        }
    }

    /// <summary>How a lane's step behaves.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="step">Its step.</param>
    public Part Of(Lane lane, int step)
    {
        ArgumentNullException.ThrowIfNull(lane);
        var track = _plan.TrackOf(lane);
        var name = track.Steps[step].Name;
        var part = _byMachine.GetValueOrDefault((track.Name, name, lane.MachineId)) ?? _anywhere.GetValueOrDefault((track.Name, name)) ?? (track.Steps[step].IsWake ? Part.Waking : Part.Usual);
        return _failing.Contains(name) || _failing.Contains($"{track.Name}/{name}") || _failing.Contains($"{lane.Machine}/{name}")
            ? part with { Fault = "it fails, as this rehearsal was asked to show" }
            : part;
    }

    private void Learn(RunState run, Lane lane)
    {
        var track = run.Plan.TrackOf(lane);
        for (var i = 0; i < track.Steps.Count; i++)
        {
            // One that was not ready says nothing about how long it takes, and a machine that was awake nothing about waking.
            if (!(track.Steps[i].IsWake && lane.Presence == LanePresence.Connected) && run.Lanes[lane.Index].Steps[i] is { PlannedAt: { } planned, StartedAt: { } started, ReadyAt: { } ready })
            {
                var part = Part.Usual with { ToStart = NotNegative(started - planned), ToReady = NotNegative(ready - started) };
                _byMachine.TryAdd((track.Name, track.Steps[i].Name, lane.MachineId), part);
                _anywhere.TryAdd((track.Name, track.Steps[i].Name), part);
            }
        }
    }

    private static TimeSpan NotNegative(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;
}
