using System.CommandLine;
using System.Globalization;
using RemoteExec.Api;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>ps [TARGET] [--all]</c></summary>
internal static class PsCommand
{
    internal static Command Create(CommandContext context)
    {
        var target = new Argument<string?>("TARGET") { Description = "Whose processes [default: everybody's]", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Ended ones too" };
        var command = new Command("ps", "List processes") { target, all };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var processes = await session.Client.ProcessesAsync(parsed.GetValue(target), parsed.GetValue(all), cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(processes, ApiJson.Default.IReadOnlyListProcessResource);
                return ExitCodes.Done;
            }

            Terminal.Table(
                session.Around,
                ["ID", "MACHINE", "NAME", "STATE", "STARTED", "END"],
                processes.Select(process => new[]
                {
                    process.Id.ToString(CultureInfo.InvariantCulture),
                    process.Machine,
                    process.Name,
                    process.Attempt > 1 ? $"{process.State} #{process.Attempt}" : process.State,
                    process.StartedAt is { } at ? Ages.Ago(at, TimeProvider.System.GetUtcNow()) : "",
                    Ends.Short(process),
                }));
            return ExitCodes.Done;
        });
        return command;
    }
}
