using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>account create|list|show|role|rename|disable|enable|password|unlock|delete</c></summary>
internal static class AccountCommand
{
    internal static readonly string[] Roles = ["viewer", "operator", "admin"];

    internal static Command Create(CommandContext context) =>
        new("account", "People who may use this server, and what they may do")
        {
            AccountCreateCommand.Create(context),
            AccountListCommand.Create(context),
            AccountShowCommand.Create(context),
            AccountRoleCommand.Create(context),
            AccountRenameCommand.Create(context),
            AccountDisableCommand.Create(context),
            AccountEnableCommand.Create(context),
            AccountPasswordCommand.Create(context),
            AccountUnlockCommand.Create(context),
            AccountDeleteCommand.Create(context),
        };

    internal static Argument<string> Name() => new("NAME") { Description = "The account" };
}
