using System.CommandLine;
using System.Text;
using RemoteExec.Api;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>sequence export NAME</c></summary>
internal static class SequenceExportCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = SequenceCommand.Name();
        var command = new Command("export", "Print a sequence's file as it was applied") { name };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var sequence = await session.Client.SequenceAsync(parsed.GetRequiredValue(name), cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(sequence, ApiJson.Default.SequenceResource);
            }
            else
            {
                session.Around.Out.Write(Encoding.UTF8.GetBytes(sequence.Text ?? ""));
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
