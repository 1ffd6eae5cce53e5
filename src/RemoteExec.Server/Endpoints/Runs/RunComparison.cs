using RemoteExec.Api.Runs;
using RemoteExec.Fleet.Runs;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Runs;

/// <summary>A run beside the earlier ones of its sequence.</summary>
internal static class RunComparison
{
    internal static async Task<RunResource> ShowAsync(IRunReader runs, RunRow run, CancellationToken cancellation)
    {
        var shown = run.ToResource(withSteps: true);
        List<RunStepResource> steps = [];
        foreach (var step in shown.Steps!)
        {
            var earlier = await runs.EarlierAsync(shown.Sequence, step.MachineId, step.Track, step.Step, run.Id, cancellation).ConfigureAwait(false);
            steps.Add(UsualTimes.Of(earlier) is { } usual ? Compare(run.State, step, usual) : step);
        }

        return shown with { Steps = steps };
    }

    private static RunStepResource Compare(RunState state, RunStepResource step, UsualTimes usual)
    {
        var track = state.Plan.Sequence.Tracks.Select((track, index) => (track, index)).First(one => one.track.Name == step.Track).index;
        var now = StepTimes.From(state.Tracks[track].Begin, step.StartedAt, step.ReadyAt);
        return step with
        {
            Usual = new UsualResource(usual.Runs, (long)usual.Start!.Value.TotalMilliseconds, (long?)usual.Ready?.TotalMilliseconds),
            Unusual = usual.Differences(now),
        };
    }
}
