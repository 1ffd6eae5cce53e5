using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>machines revoke NAME</c></summary>
internal static class MachineRevokeCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = MachineArgument.Create();
        var command = new Command("revoke", "Refuse a machine's identity from now on, and cut its connection") { name };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            await session.Client.RevokeMachineAsync(parsed.GetRequiredValue(name), cancellation).ConfigureAwait(false);
            session.Done("revoked", parsed.GetRequiredValue(name));
            return ExitCodes.Done;
        });
        return command;
    }
}
