using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>sequence show NAME</c></summary>
internal static class SequenceShowCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = SequenceCommand.Name();
        var command = new Command("show", "Show a sequence's tracks and steps") { name };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var sequence = await session.Client.SequenceAsync(parsed.GetRequiredValue(name), cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(sequence, ApiJson.Default.SequenceResource);
                return ExitCodes.Done;
            }

            session.Line(Escaped.Text($"{sequence.Name}  {sequence.Description}".TrimEnd()));
            session.Line($"on failure {sequence.OnFailure}, machines that are away: {sequence.Offline}");
            foreach (var track in sequence.Tracks)
            {
                var after = track.After.Count > 0 ? $", after {string.Join(", ", track.After)}" : "";
                var delay = track.Delay > 0 ? $", {Timelines.Seconds(track.Delay)} later" : "";
                session.Line(Escaped.Text($"{track.Name} on {track.Target}{after}{delay}"));
                foreach (var step in track.Steps)
                {
                    session.Line(Escaped.Text($"  {Timelines.Seconds(step.Delay),8}  {step.Name}: {Command(step)}{(step.Ready ? ", waited for" : "")}{(step.Required ? "" : ", may fail")}"));
                }
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static string Command(Api.Sequences.StepResource step) => step.Wake is { } wait
        ? $"wakes its machine, up to {Timelines.Seconds(wait)}"
        : string.Join(' ', step.Arguments.Prepend(step.Path.Length > 0 ? $"{step.Path.TrimEnd('/')}/{step.Application}" : step.Application));
}
