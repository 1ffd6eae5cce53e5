using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>token list</c></summary>
internal static class TokenListCommand
{
    internal static Command Create(CommandContext context)
    {
        var command = new Command("list", "List join tokens, without their secrets");
        context.Sets(command, async (_, session, cancellation) =>
        {
            var tokens = await session.Client.JoinTokensAsync(cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(tokens, ApiJson.Default.IReadOnlyListJoinTokenResource);
                return ExitCodes.Done;
            }

            Terminal.Table(
                session.Around,
                ["ID", "EXPIRES", "SPENT BY"],
                tokens.Select(token => new[] { token.Id, Ages.Clock(token.ExpiresAt), token.SpentBy ?? "" }));
            return ExitCodes.Done;
        });
        return command;
    }
}
