using System.CommandLine;
using RemoteExec.Api.Machines;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>machines merge OLD INTO [--take-name]</c></summary>
internal static class MachineMergeCommand
{
    internal static Command Create(CommandContext context)
    {
        var old = new Argument<string>("OLD") { Description = "The record that is forgotten; the machine must be away" };
        var into = new Argument<string>("INTO") { Description = "The record that stays, with what OLD did, and its labels" };
        var takeName = new Option<bool>("--take-name") { Description = "Call INTO as OLD was called" };
        var command = new Command("merge", "Make the old record of a computer that was installed anew part of the new one") { old, into, takeName };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var request = new MergeRequest { From = parsed.GetRequiredValue(old), TakeName = parsed.GetValue(takeName) };
            MachineShowCommand.Print(session, await session.Client.MergeMachineAsync(parsed.GetRequiredValue(into), request, cancellation).ConfigureAwait(false));
            return ExitCodes.Done;
        });
        return command;
    }
}
