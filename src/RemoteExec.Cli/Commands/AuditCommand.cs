using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Api.Auditing;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>audit [--who N] [--action A] [--since T] [--until T] [--limit N]</c>, and <c>audit export</c></summary>
internal static class AuditCommand
{
    private const int DefaultLimit = 100;
    private const int MostOfAPage = 1_000;

    internal static Command Create(CommandContext context)
    {
        var options = new AuditOptions();
        var limit = NumberOption.Count("--limit", $"How many, the newest [default: {DefaultLimit}]");
        var command = new Command("audit", "Print who did what, the newest last") { limit };
        options.AddTo(command);
        command.Add(AuditExportCommand.Create(context));
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var most = parsed.GetValue(limit) ?? DefaultLimit;
            if (most < 1)
            {
                throw new UsageException("--limit must be at least 1.");
            }

            var rows = new List<AuditResource>();
            await foreach (var row in session.Client.AuditAsync(options.Query(parsed, ("limit", $"{Math.Min(most, MostOfAPage)}")), cancellation).ConfigureAwait(false))
            {
                rows.Add(row);
                if (rows.Count == most)
                {
                    break;
                }
            }

            rows.Reverse();
            Print(session, rows);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(Session session, List<AuditResource> rows)
    {
        if (session.Json)
        {
            session.PrintJson(rows, ApiJson.Default.IReadOnlyListAuditResource);
            return;
        }

        Terminal.Table(
            session.Around,
            ["AT", "WHO", "FROM", "ACTION", "ON", "OUTCOME", "DETAIL"],
            rows.Select(row => new[] { Ages.Clock(row.At), row.Who, row.Address ?? "", row.Action, row.Target, row.Outcome, row.Detail ?? "" }));
    }
}
