using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Api.Accounts;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>whoami</c></summary>
internal static class WhoamiCommand
{
    internal static Command Create(CommandContext context)
    {
        var command = new Command("whoami", "Say who the server takes you for, and what you may do");
        context.Sets(command, async (_, session, cancellation) =>
        {
            var me = await session.Client.MeAsync(cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(me, ApiJson.Default.MeResource);
            }
            else
            {
                session.Line(Escaped.Text(Text(me, session.Client.Server)));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static string Text(MeResource me, Uri? server) =>
        $"{me.Name}, {me.Role}{(me.Account is null ? ", by a token that belongs to no account" : "")}, at {server?.GetLeftPart(UriPartial.Authority)}"
        + (me.Token.ExpiresAt is { } end ? $", until {Ages.Clock(end)}" : "");
}
