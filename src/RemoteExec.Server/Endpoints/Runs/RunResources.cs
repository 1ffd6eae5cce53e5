using RemoteExec.Api.Runs;
using RemoteExec.Fleet.Runs;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Runs;

/// <summary>Between the fleet's words and those of the HTTP interface.</summary>
internal static class RunResources
{
    /// <summary>What a list says of a run.</summary>
    internal static RunResource ToResource(this RunHead head) => new()
    {
        Id = head.Id,
        Sequence = head.Sequence,
        State = head.Phase.ToWord(),
        StartedBy = head.StartedBy,
        BeganAt = head.BeganAt,
        ReadyAt = head.ReadyAt,
        EndedAt = head.EndedAt,
        Failure = head.Failure,
        StoppedBy = head.StoppedBy,
    };

    /// <summary>The same with its steps.</summary>
    internal static RunResource ToResource(this RunRow row, IReadOnlyList<Finding>? findings = null) => RunHead.Of(row).ToResource() with
    {
        Steps = [.. row.State.Plan.Lanes.SelectMany(lane => StepsOf(row.State, lane))],
        Findings = findings?.Select(ToResource).ToList(),
    };

    /// <summary>A rehearsal, which is no run: it has no id, and nobody is recorded for it.</summary>
    internal static RunResource ToResource(this RunState rehearsed) => new RunRow(0, "", rehearsed).ToResource() with { Id = null };

    internal static FindingResource ToResource(this Finding finding) =>
        new(finding.Code, finding.Track, finding.Step, finding.Machine, finding.Sentence, finding.Blocks);

    private static IEnumerable<RunStepResource> StepsOf(RunState state, Lane lane)
    {
        var track = state.Plan.TrackOf(lane);
        return state.Lanes[lane.Index].Steps.Select((step, index) => new RunStepResource
        {
            Track = track.Name,
            Step = track.Steps[index].Name,
            Machine = lane.Machine,
            MachineId = lane.MachineId,
            State = step.Phase.ToWord(),
            Alive = step.Alive,
            ProcessId = step.ProcessId,
            PlannedAt = step.PlannedAt,
            StartedAt = step.StartedAt,
            ReadyAt = step.ReadyAt,
            EndedAt = step.EndedAt,
            ExitCode = step.ExitCode,
            Message = step.Message,
        });
    }
}
