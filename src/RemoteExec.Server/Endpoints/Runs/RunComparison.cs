using RemoteExec.Api.Runs;
using RemoteExec.Fleet.Runs;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Runs;

/// <summary>A run beside the earlier ones of its sequence.</summary>
internal static class RunComparison
{
    internal static async Task<RunResource> ShowAsync(IRunReader runs, RunRow run, CancellationToken cancellation)
    {
        var shown = run.ToResource();
        var earlier = await runs.EarlierAsync(shown.Sequence, run.Id, cancellation).ConfigureAwait(false);
        var begins = run.State.Plan.Sequence.Tracks.Zip(run.State.Tracks).ToDictionary(pair => pair.First.Name, pair => pair.Second.Begin, StringComparer.Ordinal);
        return shown with
        {
            Steps = [.. shown.Steps!.Select(step => UsualTimes.Of(earlier[new StepOfMachine(step.MachineId, step.Track, step.Step)]) is { } usual ? Compare(begins[step.Track], step, usual) : step)],
        };
    }

    private static RunStepResource Compare(DateTimeOffset? begin, RunStepResource step, UsualTimes usual) => step with
    {
        Usual = new UsualResource(usual.Runs, (long)usual.Start!.Value.TotalMilliseconds, (long?)usual.Ready?.TotalMilliseconds),
        Unusual = usual.Differences(StepTimes.From(begin, step.StartedAt, step.ReadyAt)),
    };
}
