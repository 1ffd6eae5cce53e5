using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>sequence delete NAME</c></summary>
internal static class SequenceDeleteCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = SequenceCommand.Name();
        var command = new Command("delete", "Forget a sequence; its runs stay, and go on") { name };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            await session.Client.DeleteSequenceAsync(wanted, cancellation).ConfigureAwait(false);
            session.Done("deleted", wanted);
            return ExitCodes.Done;
        });
        return command;
    }
}
