using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>token revoke ID</c></summary>
internal static class TokenRevokeCommand
{
    internal static Command Create(CommandContext context)
    {
        var id = new Argument<string>("ID") { Description = "The token's id, from \"token list\"" };
        var command = new Command("revoke", "Withdraw a join token") { id };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            await session.Client.RevokeJoinTokenAsync(parsed.GetRequiredValue(id), cancellation).ConfigureAwait(false);
            session.Done("revoked", parsed.GetRequiredValue(id));
            return ExitCodes.Done;
        });
        return command;
    }
}
