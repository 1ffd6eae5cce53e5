using System.CommandLine;
using RemoteExec.Api.Machines;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>machines rename NAME NEW</c></summary>
internal static class MachineRenameCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = MachineArgument.Create();
        var fresh = new Argument<string>("NEW") { Description = "Its new name" };
        var command = new Command("rename", "Give a machine another name") { name, fresh };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var change = new MachineChange { Name = parsed.GetRequiredValue(fresh) };
            var machine = await session.Client.ChangeMachineAsync(parsed.GetRequiredValue(name), change, cancellation).ConfigureAwait(false);
            MachineShowCommand.Print(session, machine);
            return ExitCodes.Done;
        });
        return command;
    }
}
