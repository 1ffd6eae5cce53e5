using System.CommandLine;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Configuring;

namespace RemoteExec.Cli.Commands;

/// <summary><c>settings [list|get|set|unset]</c>, <c>settings agent-password rotate</c>, <c>settings mail test</c></summary>
internal static class SettingsCommand
{
    internal static Command Create(CommandContext context)
    {
        var list = new Command("list", "List every setting of the server");
        var command = new Command("settings", "Settings of the server; changes hold at once")
        {
            list,
            SettingsGetCommand.Create(context),
            SettingsSetCommand.Create(context),
            SettingsUnsetCommand.Create(context),
            new Command("agent-password", "What agents authenticate with") { AgentPasswordRotateCommand.Create(context) },
            new Command("mail", "The mail server") { MailTestCommand.Create(context) },
        };
        foreach (var one in new[] { command, list })
        {
            context.Sets(one, async (_, session, cancellation) =>
            {
                SettingsTable.Print(session, await session.Client.SettingsAsync(cancellation).ConfigureAwait(false));
                return ExitCodes.Done;
            });
        }

        return command;
    }
}
