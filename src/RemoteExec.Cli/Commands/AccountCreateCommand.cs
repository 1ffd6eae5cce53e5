using System.CommandLine;
using RemoteExec.Api.Accounts;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Connections;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>account create NAME --role R [--password-file F|-]</c></summary>
internal static class AccountCreateCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = AccountCommand.Name();
        var role = new Option<string>("--role") { Description = "viewer (sees), operator (starts and stops) or admin (everything)", HelpName = "R", Required = true };
        role.AcceptOnlyFromAmong(AccountCommand.Roles);
        var file = PasswordInput.File();
        var command = new Command("create", "Make an account; its password is asked for twice") { name, role, file };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var request = new AccountRequest
            {
                Name = parsed.GetRequiredValue(name),
                Role = parsed.GetRequiredValue(role),
                Password = PasswordInput.New(session, parsed.GetValue(file), file.Name),
            };
            AccountText.Print(session, await session.Client.CreateAccountAsync(request, cancellation).ConfigureAwait(false));
            return ExitCodes.Done;
        });
        return command;
    }
}
