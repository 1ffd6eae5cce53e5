using RemoteExec.Api.Sequences;
using RemoteExec.Fleet.Sequences;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Sequences;

/// <summary>Between the fleet's words and those of the HTTP interface.</summary>
internal static class SequenceResources
{
    internal static SequenceResource ToResource(this SequenceRow row, bool withText) => new()
    {
        Name = row.Sequence.Name,
        Description = row.Sequence.Description,
        Tracks = [.. row.Sequence.Tracks.Select(ToResource)],
        OnFailure = row.Sequence.OnFailure switch { OnFailure.Stop => "stop", OnFailure.Unwind => "unwind", _ => "continue" },
        Offline = row.Sequence.Offline switch { OfflineRule.Queue => "queue", OfflineRule.Skip => "skip", _ => "refuse" },
        Notify = row.Sequence.Notify,
        Version = row.Version,
        UpdatedAt = row.UpdatedAt,
        UpdatedBy = row.UpdatedBy,
        Text = withText ? row.Text : null,
    };

    private static TrackResource ToResource(Track track) => new(
        track.Name,
        track.Target,
        track.DelayMilliseconds,
        track.After,
        [.. track.Steps.Select(step => new StepResource(
            step.Name, step.Executable.Application, step.Executable.Path, step.Executable.Arguments, step.Executable.DelayMilliseconds, step.Required, step.HasReady, step.WakeMilliseconds))]);
}
