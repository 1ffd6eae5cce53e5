using System.CommandLine;
using RemoteExec.Api.Accounts;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>account rename NAME NEW</c></summary>
internal static class AccountRenameCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = AccountCommand.Name();
        var wanted = new Argument<string>("NEW") { Description = "Its new name" };
        var command = new Command("rename", "Give an account another name") { name, wanted };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var change = new AccountChange { Name = parsed.GetRequiredValue(wanted) };
            AccountText.Print(session, await session.Client.ChangeAccountAsync(parsed.GetRequiredValue(name), change, cancellation).ConfigureAwait(false));
            return ExitCodes.Done;
        });
        return command;
    }
}
