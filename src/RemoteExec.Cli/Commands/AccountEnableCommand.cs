using System.CommandLine;
using RemoteExec.Api.Accounts;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>account enable NAME</c></summary>
internal static class AccountEnableCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = AccountCommand.Name();
        var command = new Command("enable", "Let an account sign in again") { name };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var change = new AccountChange { Disabled = false };
            AccountText.Print(session, await session.Client.ChangeAccountAsync(parsed.GetRequiredValue(name), change, cancellation).ConfigureAwait(false));
            return ExitCodes.Done;
        });
        return command;
    }
}
