using System.CommandLine;
using RemoteExec.Api.Accounts;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Connections;

namespace RemoteExec.Cli.Commands;

/// <summary><c>account password NAME [--password-file F|-] [--current-file F|-]</c></summary>
internal static class AccountPasswordCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = AccountCommand.Name();
        var current = PasswordInput.File("--current-file", "the password that holds now, for your own account");
        var file = PasswordInput.File("--password-file", "the new password");
        var command = new Command("password", "Give an account another password; its other API tokens are revoked") { name, current, file };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var account = parsed.GetRequiredValue(name);
            var me = await session.Client.MeAsync(cancellation).ConfigureAwait(false);
            var held = string.Equals(me.Account, account, StringComparison.OrdinalIgnoreCase)
                ? PasswordInput.Held(session, parsed.GetValue(current), "Current password:", current.Name)
                : null;
            var request = new PasswordRequest { Current = held, Password = PasswordInput.New(session, parsed.GetValue(file), file.Name) };
            await session.Client.SetPasswordAsync(account, request, cancellation).ConfigureAwait(false);
            session.Done("passwordChanged", account);
            return ExitCodes.Done;
        });
        return command;
    }
}
