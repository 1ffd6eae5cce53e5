using System.CommandLine;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>account show NAME</c></summary>
internal static class AccountShowCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = AccountCommand.Name();
        var command = new Command("show", "Show an account") { name };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            AccountText.Print(session, await session.Client.AccountAsync(parsed.GetRequiredValue(name), cancellation).ConfigureAwait(false));
            return ExitCodes.Done;
        });
        return command;
    }
}
