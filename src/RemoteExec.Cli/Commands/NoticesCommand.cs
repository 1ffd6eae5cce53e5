using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Api.Notices;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>notices [--state queued|sent|failed] [--limit N]</c></summary>
internal static class NoticesCommand
{
    private const int UsualLimit = 20;

    internal static Command Create(CommandContext context)
    {
        var state = new Option<string?>("--state") { Description = "Only those: queued, sent or failed", HelpName = "STATE" };
        var limit = NumberOption.Count("--limit", $"So many of the newest [default: {UsualLimit}]");
        var command = new Command("notices", "List notices, the newest first, and what became of them") { state, limit };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            List<NoticeResource> notices = [];
            var most = parsed.GetValue(limit) ?? UsualLimit;
            await foreach (var notice in session.Client.NoticesAsync(parsed.GetValue(state), cancellation).ConfigureAwait(false))
            {
                notices.Add(notice);
                if (notices.Count >= most)
                {
                    break;
                }
            }

            if (session.Json)
            {
                session.PrintJson(notices, ApiJson.Default.IReadOnlyListNoticeResource);
                return ExitCodes.Done;
            }

            Terminal.Table(
                session.Around,
                ["WRITTEN", "FOR", "RUN", "STATE", "TRIES", "SAYS", ""],
                notices.Select(notice => new[]
                {
                    Ages.Clock(notice.CreatedAt), notice.Recipient, $"{notice.Run}", notice.State, $"{notice.Attempts}", notice.Text.Count > 0 ? notice.Text[^1] : "", notice.LastError ?? "",
                }));
            return ExitCodes.Done;
        });
        return command;
    }
}
