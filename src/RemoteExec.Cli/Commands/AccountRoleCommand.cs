using System.CommandLine;
using RemoteExec.Api.Accounts;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>account role NAME ROLE</c></summary>
internal static class AccountRoleCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = AccountCommand.Name();
        var role = new Argument<string>("ROLE") { Description = "viewer, operator or admin" };
        role.AcceptOnlyFromAmong(AccountCommand.Roles);
        var command = new Command("role", "Give an account another role, at once; tokens never allow more than they were made for") { name, role };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var change = new AccountChange { Role = parsed.GetRequiredValue(role) };
            AccountText.Print(session, await session.Client.ChangeAccountAsync(parsed.GetRequiredValue(name), change, cancellation).ConfigureAwait(false));
            return ExitCodes.Done;
        });
        return command;
    }
}
