using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>token api revoke ID</c></summary>
internal static class ApiTokenRevokeCommand
{
    internal static Command Create(CommandContext context)
    {
        var id = new Argument<string>("ID") { Description = "The token's id, from \"token api list\"" };
        var command = new Command("revoke", "Revoke an API token, from the next request on") { id };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            await session.Client.RevokeApiTokenAsync(parsed.GetRequiredValue(id), cancellation).ConfigureAwait(false);
            session.Done("revoked", parsed.GetRequiredValue(id));
            return ExitCodes.Done;
        });
        return command;
    }
}
