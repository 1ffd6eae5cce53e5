using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>account list</c></summary>
internal static class AccountListCommand
{
    internal static Command Create(CommandContext context)
    {
        var command = new Command("list", "List accounts");
        context.Sets(command, async (_, session, cancellation) =>
        {
            var accounts = await session.Client.AccountsAsync(cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(accounts, ApiJson.Default.IReadOnlyListAccountResource);
                return ExitCodes.Done;
            }

            Terminal.Table(
                session.Around,
                ["NAME", "ROLE", "STATE", "LAST SIGNED IN"],
                accounts.Select(account => new[] { account.Name, account.Role, AccountText.State(account), AccountText.SignedIn(account) }));
            return ExitCodes.Done;
        });
        return command;
    }
}
