using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>account unlock NAME</c></summary>
internal static class AccountUnlockCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = AccountCommand.Name();
        var command = new Command("unlock", "Take the password of an account again, before the lock has ended") { name };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            await session.Client.UnlockAccountAsync(parsed.GetRequiredValue(name), cancellation).ConfigureAwait(false);
            session.Done("unlocked", parsed.GetRequiredValue(name));
            return ExitCodes.Done;
        });
        return command;
    }
}
