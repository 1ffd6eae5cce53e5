using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Api.Runs;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;
using RemoteExec.Cli.Running;

namespace RemoteExec.Cli.Commands;

/// <summary><c>runs [--sequence NAME] [--limit N]</c> · <c>runs show|watch|stop ID</c> · <c>runs export</c></summary>
internal static class RunsCommand
{
    private const int UsualLimit = 20;

    internal static Command Create(CommandContext context)
    {
        var sequence = new Option<string?>("--sequence") { Description = "Only runs of this one" };
        var limit = NumberOption.Count("--limit", $"So many of the newest [default: {UsualLimit}]");
        var command = new Command("runs", "List runs, the newest first") { sequence, limit };
        command.Subcommands.Add(One(context, "show", "Show a run: planned and actual times of each step", async (session, id, cancellation) =>
        {
            var run = await session.Client.RunAsync(id, cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(run, ApiJson.Default.RunResource);
            }
            else
            {
                Timelines.Print(session, run);
            }

            return ExitCodes.Done;
        }));
        command.Subcommands.Add(One(context, "watch", "Follow a run to its end", async (session, id, cancellation) =>
            await RunWatcher.WatchAsync(session, await session.Client.RunAsync(id, cancellation).ConfigureAwait(false), untilReady: false, cancellation).ConfigureAwait(false)));
        command.Subcommands.Add(One(context, "stop", "Stop what a run started, in reverse order, and wait for its end", async (session, id, cancellation) =>
            await RunWatcher.WatchAsync(session, await session.Client.StopRunAsync(id, cancellation).ConfigureAwait(false), untilReady: false, cancellation).ConfigureAwait(false)));
        command.Subcommands.Add(RunsExportCommand.Create(context));
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            List<RunResource> runs = [];
            var most = parsed.GetValue(limit) ?? UsualLimit;
            await foreach (var run in session.Client.RunsAsync(parsed.GetValue(sequence), cancellation).ConfigureAwait(false))
            {
                runs.Add(run);
                if (runs.Count == most)
                {
                    break;
                }
            }

            Print(session, runs);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command One(CommandContext context, string verb, string says, Func<Session, long, CancellationToken, Task<int>> act)
    {
        var id = NumberOption.RunId();
        var command = new Command(verb, says) { id };
        context.Sets(command, (parsed, session, cancellation) => act(session, parsed.GetRequiredValue(id), cancellation));
        return command;
    }

    private static void Print(Session session, IReadOnlyList<RunResource> runs)
    {
        if (session.Json)
        {
            session.PrintJson(runs, ApiJson.Default.IReadOnlyListRunResource);
            return;
        }

        Terminal.Table(
            session.Around,
            ["RUN", "SEQUENCE", "STATE", "BEGAN", "READY AFTER", "BY", ""],
            runs.Select(run => new[]
            {
                $"{run.Id}",
                run.Sequence,
                run.State,
                Ages.Clock(run.BeganAt),
                run.ReadyAt is { } ready ? Timelines.Seconds((ready - run.BeganAt).TotalMilliseconds) : "",
                run.StartedBy,
                run.Failure ?? "",
            }));
    }
}
