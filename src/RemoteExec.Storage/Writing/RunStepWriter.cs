using Microsoft.EntityFrameworkCore;
using RemoteExec.Fleet.Runs;
using RemoteExec.Storage.Entities;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Storage.Writing;

/// <summary>Keeps one row per step of a run that has ended, in the commit of its end: nobody compares with one that is under way.</summary>
internal static class RunStepWriter
{
    internal static async Task SaveAsync(FleetDbContext database, RunRow run, CancellationToken cancel)
    {
        if (run.State.Phase.IsFinal())
        {
            await database.RunSteps.Where(row => row.RunId == run.Id).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
            database.RunSteps.AddRange(Of(run));
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
