using RemoteExec.Api;
using RemoteExec.Api.Runs;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Running;

/// <summary>Follows a run, and says what changes.</summary>
internal static class RunWatcher
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Until it is over, or everything is ready, or it has failed.</summary>
    /// <returns>0 when all is well, 1 when it has failed.</returns>
    internal static async Task<int> WatchAsync(Session session, RunResource run, bool untilReady, CancellationToken cancellation)
    {
        Dictionary<int, string> told = [];
        var pause = ShortestPause;
        while (true)
        {
            pause = Say(session, run, told) ? ShortestPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            if (run.EndedAt is not null || (untilReady && run.State != "starting" && run.State != "unwinding"))
            {
                break;
            }

            await Task.Delay(pause, cancellation).ConfigureAwait(false);
            run = await session.Client.RunAsync(run.Id!.Value, cancellation).ConfigureAwait(false);
        }

        if (session.Json)
        {
            session.PrintJson(run, ApiJson.Default.RunResource);
        }
        else
        {
            session.Line(Escaped.Text($"run {run.Id} of {run.Sequence}: {run.State}{(run.Failure is { } failure ? $", {failure}" : "")}"));
        }

        return run.Failure is null ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static bool Say(Session session, RunResource run, Dictionary<int, string> told)
    {
        var steps = run.Steps ?? [];
        var isNews = false;
        for (var i = 0; i < steps.Count; i++)
        {
            var word = Timelines.Word(steps[i]);
            if (word == "waiting" || (told.TryGetValue(i, out var before) && before == word))
            {
                continue;
            }

            told[i] = word;
            isNews = true;
            if (!session.Json)
            {
                var step = steps[i];
                var at = Timelines.Offset(run, word switch { "ready" => step.ReadyAt, "started" => step.StartedAt, "sent" => null, _ => step.EndedAt ?? step.StartedAt });
                session.Line(Escaped.Text($"{at,9}  {step.Machine}  {step.Track} / {step.Step}  {word}{(step.Message.Length > 0 ? $": {step.Message}" : "")}"));
            }
        }

        return isNews;
    }
}
