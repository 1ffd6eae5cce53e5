using RemoteExec.Api.Client;
using RemoteExec.Api.Common;
using RemoteExec.Api.Processes;

namespace RemoteExec.Cli.Running;

/// <summary>Asks for the end of what was started, when the person does.</summary>
internal sealed class StopAsker(RemoteExecClient client, IRunView view)
{
    /// <summary>Waits for the person, then asks once for each process.</summary>
    /// <param name="asked">Done when the person asks.</param>
    /// <param name="started">What has been started until then.</param>
    /// <param name="over">Nobody needs it any more.</param>
    internal async Task RunAsync(Task asked, Func<IReadOnlyList<long>> started, CancellationToken over)
    {
        try
        {
            await asked.WaitAsync(over).ConfigureAwait(false);
            view.Say("remoteexec: asking the server to stop what was started; press Ctrl-C again to leave without waiting");
            foreach (var id in started())
            {
                await StopAsync(id, over).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over, or the person has left.
        }
    }

    private async Task StopAsync(long id, CancellationToken over)
    {
        try
        {
            await client.StopAsync(id, new StopRequest(), over).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is ApiException { Code: not ProblemCodes.NotRunning } or ServerUnreachableException)
        {
            view.Say($"remoteexec: process {id} was not stopped: {refused.Message}");
        }
        catch (ApiException)
        {
            // It has ended by itself meanwhile, which is what was asked for.
        }
    }
}
