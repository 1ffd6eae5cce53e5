using System.CommandLine;
using RemoteExec.Api.Output;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;
using RemoteExec.Cli.Running;

namespace RemoteExec.Cli.Commands;

/// <summary><c>logs ID [-f] [--stderr]</c></summary>
internal static class LogsCommand
{
    internal static Command Create(CommandContext context)
    {
        var id = NumberOption.ProcessId();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the process has ended" };
        var errors = new Option<bool>("--stderr") { Description = "Only what it wrote to standard error" };
        var command = new Command("logs", "Print what a process has written") { id, follow, errors };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            IRunView view = session.Json ? new JsonView(session) : new RawView(session);
            var gaps = new OutputGaps();
            void Show(OutputItem item)
            {
                if (!parsed.GetValue(errors) || item.IsError())
                {
                    if (gaps.Before(item) is { } missing)
                    {
                        view.Say(missing);
                    }

                    view.Output(item);
                }
            }

            if (!parsed.GetValue(follow))
            {
                await foreach (var item in session.Client.OutputAsync(parsed.GetValue(id), cancellation).ConfigureAwait(false))
                {
                    Show(item);
                }

                return ExitCodes.Done;
            }

            await foreach (var happened in session.Client.FollowAsync([parsed.GetValue(id)], cancellation).ConfigureAwait(false))
            {
                if (happened.Output is { } item)
                {
                    Show(item);
                }
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
