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
        var command = new Command("list", "List API tokens, without their secrets");
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
                ["ID", "NAME", "ROLE", "EXPIRES"],
                tokens.Select(token => new[] { token.Id, token.Name, token.Role, token.ExpiresAt is { } at ? Ages.Clock(at) : "never" }));
            return ExitCodes.Done;
        });
        return command;
    }
}
