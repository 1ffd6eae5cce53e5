using System.CommandLine;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Running;

namespace RemoteExec.Cli.Commands;

/// <summary><c>sequence stop NAME</c></summary>
internal static class SequenceStopCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = SequenceCommand.Name();
        var command = new Command("stop", "Stop what a sequence's run started, in reverse order, and wait for its end") { name };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var wanted = parsed.GetRequiredValue(name);
            await foreach (var run in session.Client.RunsAsync(wanted, cancellation).ConfigureAwait(false))
            {
                if (run.EndedAt is null)
                {
                    var stopping = await session.Client.StopRunAsync(run.Id!.Value, cancellation).ConfigureAwait(false);
                    return await RunWatcher.WatchAsync(session, stopping, untilReady: false, cancellation).ConfigureAwait(false);
                }
            }

            session.Say($"remoteexec: no run of {wanted} is under way");
            return ExitCodes.Failed;
        });
        return command;
    }
}
