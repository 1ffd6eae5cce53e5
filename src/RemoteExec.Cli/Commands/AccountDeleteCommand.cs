using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>account delete NAME</c></summary>
internal static class AccountDeleteCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = AccountCommand.Name();
        var command = new Command("delete", "Forget an account, and revoke its API tokens; what it did stays in the audit") { name };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            await session.Client.DeleteAccountAsync(parsed.GetRequiredValue(name), cancellation).ConfigureAwait(false);
            session.Done("deleted", parsed.GetRequiredValue(name));
            return ExitCodes.Done;
        });
        return command;
    }
}
