using RemoteExec.Api.Client;
using RemoteExec.Api.Processes;

namespace RemoteExec.Cli.Running;

/// <summary>Follows what was started to its end, shows it, and asks for its end when the person does.</summary>
internal sealed class RunFollower(RemoteExecClient client, IRunView view)
{
    private readonly OutputGaps _gaps = new();

    /// <returns>The exit code of the run.</returns>
    internal async Task<int> FollowAsync(IReadOnlyList<ProcessResource> started, Interrupts interrupts)
    {
        var now = started.ToDictionary(process => process.Id);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(interrupts.Leave);
        var asking = AskToStopAsync(now, interrupts.First, over.Token);
        try
        {
            await foreach (var happened in client.FollowAsync(now.Keys.ToList(), interrupts.Leave).ConfigureAwait(false))
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

            return ExitCodeOf.Largest(now.Values);
        }
        finally
        {
            view.Finish();
            await over.CancelAsync().ConfigureAwait(false);
            await asking.ConfigureAwait(false);
        }
    }

    private async Task AskToStopAsync(Dictionary<long, ProcessResource> now, Task asked, CancellationToken over)
    {
        try
        {
            await asked.WaitAsync(over).ConfigureAwait(false);
            view.Say("remoteexec: asking the server to stop what was started; press Ctrl-C again to leave without waiting");
            foreach (var id in now.Keys.ToList())
            {
                try
                {
                    await client.StopAsync(id, new StopRequest(), over).ConfigureAwait(false);
                }
                catch (Exception refused) when (refused is ApiException { Code: not Api.Common.ProblemCodes.NotRunning } or ServerUnreachableException)
                {
                    view.Say($"remoteexec: process {id} was not stopped: {refused.Message}");
                }
                catch (ApiException)
                {
                    // It has ended by itself meanwhile, which is what was asked for.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over, or the person has left.
        }
    }
}
