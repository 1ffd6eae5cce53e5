using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>machines remove NAME</c></summary>
internal static class MachineRemoveCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = MachineArgument.Create();
        var command = new Command("remove", "Forget a machine that is away") { name };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            await session.Client.RemoveMachineAsync(parsed.GetRequiredValue(name), cancellation).ConfigureAwait(false);
            session.Done("removed", parsed.GetRequiredValue(name));
            return ExitCodes.Done;
        });
        return command;
    }
}
