using RemoteExec.Api.Runs;
using RemoteExec.Fleet.Runs;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Runs;

/// <summary>Between the fleet's words and those of the HTTP interface.</summary>
internal static class RunResources
{
    internal static RunResource ToResource(this RunRow row, bool withSteps, IReadOnlyList<Finding>? findings = null) =>
        row.State.ToResource(withSteps) with { Id = row.Id, StartedBy = row.StartedBy, Findings = findings?.Select(ToResource).ToList() };

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

    internal static RunResource ToResource(this RunState state, bool withSteps) => new()
    {
        Sequence = state.Plan.Sequence.Name,
        State = state.Phase.ToWord(),
        BeganAt = state.BeganAt,
        ReadyAt = state.ReadyAt,
        EndedAt = state.EndedAt,
        Failure = state.Failure,
        StoppedBy = state.StoppedBy,
        Steps = withSteps ? [.. state.Plan.Lanes.SelectMany(lane => StepsOf(state, lane))] : null,
    };

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
