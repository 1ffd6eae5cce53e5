using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>audit export --format csv|json [--output F]</c></summary>
internal static class AuditExportCommand
{
    internal static Command Create(CommandContext context)
    {
        var options = new AuditOptions();
        var format = new Option<string>("--format") { Description = "csv or json", HelpName = "F", Required = true };
        format.AcceptOnlyFromAmong("csv", "json");
        var output = new Option<string?>("--output") { Description = "The file [default: standard output]", HelpName = "FILE" };
        var command = new Command("export", "Write the audit to a file, the oldest first") { format, output };
        options.AddTo(command);
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var query = options.Query(parsed, ("format", parsed.GetRequiredValue(format)));
            return await ExportFiles.WriteAsync(session, parsed.GetValue(output), file => session.Client.ExportAuditAsync(query, file, cancellation)).ConfigureAwait(false);
        });
        return command;
    }
}
