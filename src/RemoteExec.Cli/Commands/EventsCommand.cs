using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Api.Events;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>events [-f]</c></summary>
internal static class EventsCommand
{
    internal static Command Create(CommandContext context)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "From now on, as they happen" };
        var command = new Command("events", "Print what has happened in the fleet") { follow };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var events = parsed.GetValue(follow) ? session.Client.FollowEventsAsync(cancellation) : session.Client.EventsAsync(cancellation);
            await foreach (var happened in events.ConfigureAwait(false))
            {
                if (session.Json)
                {
                    session.PrintJson(happened, ApiJson.Default.EventResource);
                }
                else
                {
                    session.Line(Escaped.Text(Text(happened)));
                }
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static string Text(EventResource happened)
    {
        var machine = (happened.Machine ?? happened.MachineId) is { } name ? $"  {name}" : "";
        var process = happened.ProcessId is { } id ? $"  process {id}" : "";
        var data = happened.Data is { } more ? $"  {more.GetRawText()}" : "";
        return $"{Ages.Clock(happened.At)}  {happened.Kind}{machine}{process}{data}";
    }
}
