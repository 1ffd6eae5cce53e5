using System.Globalization;
using System.Text;
using RemoteExec.Api;
using RemoteExec.Api.Runs;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Runs;

/// <summary>Which runs are wanted.</summary>
/// <param name="Sequence">Only those of this one; null: of all.</param>
/// <param name="Since">Only those that began then or later.</param>
/// <param name="Until">Only those that began before.</param>
internal sealed record RunFilter(string? Sequence, DateTimeOffset? Since, DateTimeOffset? Until);

/// <summary>The history of runs as a file: CSV or one JSON array, a row per step, the newest run first, written a few runs at a time, so that its length costs no memory.</summary>
internal static class RunFiles
{
    internal const string Header = "run,sequence,run state,started by,began,track,step,machine,machine id,state,planned,started,ready,ended,exit code,message\r\n";

    // A run may have twenty thousand steps.
    private const int Page = 8;

    internal static async Task WriteCsvAsync(IRunReader runs, RunFilter filter, Stream stream)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync(Header).ConfigureAwait(false);
        await foreach (var row in AllAsync(runs, filter).ConfigureAwait(false))
        {
            await writer.WriteAsync(Line(row)).ConfigureAwait(false);
        }
    }

    internal static Task WriteJsonAsync(IRunReader runs, RunFilter filter, Stream stream) => JsonFile.WriteAsync(stream, AllAsync(runs, filter), ApiJson.Default.RunHistoryRow);

    internal static string Line(RunHistoryRow row) => Csv.Line(
        Number(row.Run), row.Sequence, row.RunState, row.StartedBy, Moment(row.BeganAt), row.Step.Track, row.Step.Step, row.Step.Machine, row.Step.MachineId, row.Step.State,
        Moment(row.Step.PlannedAt), Moment(row.Step.StartedAt), Moment(row.Step.ReadyAt), Moment(row.Step.EndedAt), Number(row.Step.ExitCode), row.Step.Message);

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Moment(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static async IAsyncEnumerable<RunHistoryRow> AllAsync(IRunReader runs, RunFilter filter)
    {
        long? before = null;
        while (true)
        {
            var page = await runs.RunsAsync(filter.Sequence, before, Page, CancellationToken.None).ConfigureAwait(false);
            foreach (var run in page.Where(run => run.State.BeganAt >= (filter.Since ?? DateTimeOffset.MinValue) && run.State.BeganAt < (filter.Until ?? DateTimeOffset.MaxValue)))
            {
                var shown = run.ToResource();
                foreach (var step in shown.Steps!)
                {
                    yield return new RunHistoryRow(run.Id, shown.Sequence, shown.State, shown.StartedBy, shown.BeganAt, step);
                }
            }

            // Ids rise with time: what is older than all that is wanted ends it.
            if (page.Count < Page || page[^1].State.BeganAt < filter.Since)
            {
                yield break;
            }

            before = page[^1].Id;
        }
    }
}
