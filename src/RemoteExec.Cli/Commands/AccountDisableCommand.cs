using System.CommandLine;
using RemoteExec.Api.Accounts;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>account disable NAME</c></summary>
internal static class AccountDisableCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = AccountCommand.Name();
        var command = new Command("disable", "Keep an account from doing anything, at once; its API tokens are revoked") { name };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var change = new AccountChange { Disabled = true };
            AccountText.Print(session, await session.Client.ChangeAccountAsync(parsed.GetRequiredValue(name), change, cancellation).ConfigureAwait(false));
            return ExitCodes.Done;
        });
        return command;
    }
}
