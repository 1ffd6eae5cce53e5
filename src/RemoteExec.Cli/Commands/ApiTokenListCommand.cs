using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>token api list</c></summary>
internal static class ApiTokenListCommand
{
    internal static Command Create(CommandContext context)
    {
        var command = new Command("list", "List API tokens, without their secrets: yours; an administrator sees all");
        context.Sets(command, async (_, session, cancellation) =>
        {
            var tokens = await session.Client.ApiTokensAsync(cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(tokens, ApiJson.Default.IReadOnlyListApiTokenResource);
                return ExitCodes.Done;
            }

            Terminal.Table(
                session.Around,
                ["ID", "NAME", "ACCOUNT", "ROLE", "EXPIRES", "LAST USED"],
                tokens.Select(token => new[]
                {
                    token.Id,
                    token.Name,
                    token.Account ?? "",
                    token.Role,
                    token.ExpiresAt is { } at ? Ages.Clock(at) : "never",
                    token.LastUsedAt is { } used ? Ages.Ago(used, TimeProvider.System.GetUtcNow()) : "never",
                }));
            return ExitCodes.Done;
        });
        return command;
    }
}
