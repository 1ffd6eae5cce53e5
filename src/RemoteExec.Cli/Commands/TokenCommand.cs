using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>token create|list|revoke</c> and <c>token api create|list|revoke</c></summary>
internal static class TokenCommand
{
    internal static Command Create(CommandContext context) =>
        new("token", "Tokens with which machines join, and API tokens")
        {
            TokenCreateCommand.Create(context),
            TokenListCommand.Create(context),
            TokenRevokeCommand.Create(context),
            new Command("api", "Tokens for people and programs")
            {
                ApiTokenCreateCommand.Create(context),
                ApiTokenListCommand.Create(context),
                ApiTokenRevokeCommand.Create(context),
            },
        };
}
