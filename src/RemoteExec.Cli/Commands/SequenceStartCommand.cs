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
        var fail = new Option<string[]>("--fail") { Description = "In a rehearsal, a step that fails: STEP, TRACK/STEP or MACHINE/STEP; may be given again", HelpName = "STEP" };
        var command = new Command("start", "Perform a sequence") { name, wait, rehearse, fail };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var isRehearsal = parsed.GetValue(rehearse);
            if (!isRehearsal && parsed.GetValue(fail) is { Length: > 0 })
            {
                throw new UsageException("--fail belongs to --rehearse: nothing is made to fail on real machines");
            }

            var request = new RunRequest { Rehearse = isRehearsal, Fail = isRehearsal ? parsed.GetValue(fail) : null };
            var run = await StartAsync(session, parsed.GetRequiredValue(name), request, cancellation).ConfigureAwait(false);
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

    private static async Task<RunResource?> StartAsync(Session session, string name, RunRequest request, CancellationToken cancellation)
    {
        try
        {
            return await session.Client.StartSequenceAsync(name, request, cancellation).ConfigureAwait(false);
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
