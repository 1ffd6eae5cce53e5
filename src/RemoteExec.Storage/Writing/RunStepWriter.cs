using Microsoft.EntityFrameworkCore;
using RemoteExec.Storage.Entities;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Storage.Writing;

/// <summary>Keeps one row per step of a run, in the commit of the run's state; only rows that changed are written.</summary>
internal static class RunStepWriter
{
    internal static async Task SaveAsync(FleetDbContext database, RunRow run, CancellationToken cancel)
    {
        var known = await database.RunSteps.AsNoTracking().Where(row => row.RunId == run.Id)
            .ToDictionaryAsync(row => (row.Lane, row.Step), cancel).ConfigureAwait(false);
        foreach (var row in Of(run))
        {
            if (!known.TryGetValue((row.Lane, row.Step), out var before))
            {
                database.RunSteps.Add(row);
            }
            else if (row != before)
            {
                database.RunSteps.Update(row);
            }
        }
    }

    private static IEnumerable<RunStepEntity> Of(RunRow run) =>
        from lane in run.State.Plan.Lanes
        let track = run.State.Plan.TrackOf(lane)
        from step in run.State.Lanes[lane.Index].Steps.Select((state, index) => (State: state, Index: index))
        select new RunStepEntity
        {
            RunId = run.Id,
            Lane = lane.Index,
            Step = step.Index,
            SequenceKey = EntityMapping.KeyOf(run.State.Plan.Sequence.Name),
            Track = track.Name,
            Name = track.Steps[step.Index].Name,
            MachineId = lane.MachineId,
            Phase = (int)step.State.Phase,
            TrackBeganAt = Time(run.State.Tracks[lane.Track].Begin),
            PlannedAt = Time(step.State.PlannedAt),
            StartedAt = Time(step.State.StartedAt),
            ReadyAt = Time(step.State.ReadyAt),
            EndedAt = Time(step.State.EndedAt),
        };

    private static long? Time(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();
}
