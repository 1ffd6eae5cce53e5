using RemoteExec.Api.Client;
using RemoteExec.Api.Processes;

namespace RemoteExec.Cli.Running;

/// <summary>Follows what was started to its end, and shows it.</summary>
internal sealed class RunFollower(RemoteExecClient client, IRunView view)
{
    private readonly OutputGaps _gaps = new();

    /// <returns>The processes as they ended.</returns>
    internal async Task<IReadOnlyList<ProcessResource>> FollowAsync(IReadOnlyList<ProcessResource> started, CancellationToken leave)
    {
        var now = started.ToDictionary(process => process.Id);
        foreach (var process in started)
        {
            view.Begin(process);
        }

        await foreach (var happened in client.FollowAsync(now.Keys.ToList(), leave).ConfigureAwait(false))
        {
            if (happened.Output is { } output)
            {
                if (_gaps.Before(output) is { } missing)
                {
                    view.Say(missing);
                }

                view.Output(output);
            }
            else if (happened.State is { } process)
            {
                var before = now[process.Id];
                now[process.Id] = process;
                view.State(process);
                string?[] notices = [Notices.OfReadiness(before, process), Notices.Of(process)];
                foreach (var notice in notices.OfType<string>().Distinct())
                {
                    view.Say(notice);
                }
            }
        }

        return [.. now.Values];
    }
}
