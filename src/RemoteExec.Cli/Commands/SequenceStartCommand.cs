using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Api.Client;
using RemoteExec.Api.Runs;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;
using RemoteExec.Cli.Running;

namespace RemoteExec.Cli.Commands;

/// <summary><c>sequence start NAME [--wait] [--rehearse]</c></summary>
internal static class SequenceStartCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = SequenceCommand.Name();
        var wait = new Option<bool>("--wait") { Description = "Return when everything is ready, or the run has failed" };
        var rehearse = new Option<bool>("--rehearse") { Description = "Perform it on made-up machines, and start nothing" };
        var command = new Command("start", "Perform a sequence") { name, wait, rehearse };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var isRehearsal = parsed.GetValue(rehearse);
            var run = await StartAsync(session, parsed.GetRequiredValue(name), isRehearsal, cancellation).ConfigureAwait(false);
            if (run is null)
            {
                return ExitCodes.Failed;
            }

            foreach (var finding in run.Findings ?? [])
            {
                session.Say($"remoteexec: {finding.Detail}");
            }

            if (!isRehearsal && parsed.GetValue(wait))
            {
                return await RunWatcher.WatchAsync(session, run, untilReady: true, cancellation).ConfigureAwait(false);
            }

            if (session.Json)
            {
                session.PrintJson(run, ApiJson.Default.RunResource);
            }
            else if (isRehearsal)
            {
                Timelines.Print(session, run);
            }
            else
            {
                session.Line($"run {run.Id} of {Escaped.Text(run.Sequence)}");
            }

            return isRehearsal && run.Findings?.Any(finding => finding.Blocks) == true ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }

    private static async Task<RunResource?> StartAsync(Session session, string name, bool isRehearsal, CancellationToken cancellation)
    {
        try
        {
            return await session.Client.StartSequenceAsync(name, new RunRequest { Rehearse = isRehearsal }, cancellation).ConfigureAwait(false);
        }
        catch (ApiException refused) when (refused.Problem?.Findings is { Count: > 0 } findings)
        {
            session.Say($"remoteexec: {name} cannot begin");
            foreach (var finding in findings)
            {
                session.Say($"  {(finding.Blocks ? "" : "(remark) ")}{finding.Detail}");
            }

            return null;
        }
    }
}
