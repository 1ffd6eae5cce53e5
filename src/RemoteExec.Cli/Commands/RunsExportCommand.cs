using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>runs export --format csv|json [--sequence NAME] [--since T] [--until T] [--output F]</c></summary>
internal static class RunsExportCommand
{
    internal static Command Create(CommandContext context)
    {
        var format = new Option<string>("--format") { Description = "csv or json", HelpName = "F", Required = true };
        format.AcceptOnlyFromAmong("csv", "json");
        var sequence = new Option<string?>("--sequence") { Description = "Only runs of this one", HelpName = "NAME" };
        var since = new Option<string?>("--since") { Description = "Runs that began at this moment or later: 2026-11-24T20:15:00Z, or 2h for two hours ago", HelpName = "TIME" };
        var until = new Option<string?>("--until") { Description = "Runs that began before this moment", HelpName = "TIME" };
        var output = new Option<string?>("--output") { Description = "The file [default: standard output]", HelpName = "FILE" };
        var command = new Command("export", "Write the history to a file: a row per step, the newest run first") { format, sequence, since, until, output };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var query = QueryText.Of(
                ("format", parsed.GetRequiredValue(format)),
                ("sequence", parsed.GetValue(sequence)),
                ("since", MomentText.ToQuery(since.Name, parsed.GetValue(since))),
                ("until", MomentText.ToQuery(until.Name, parsed.GetValue(until))));
            return await ExportFiles.WriteAsync(session, parsed.GetValue(output), file => session.Client.ExportRunsAsync(query, file, cancellation)).ConfigureAwait(false);
        });
        return command;
    }
}
