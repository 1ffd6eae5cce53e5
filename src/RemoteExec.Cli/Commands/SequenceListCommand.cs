using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>sequence list</c></summary>
internal static class SequenceListCommand
{
    internal static Command Create(CommandContext context)
    {
        var command = new Command("list", "List sequences");
        context.Sets(command, async (_, session, cancellation) =>
        {
            var sequences = await session.Client.SequencesAsync(cancellation).ConfigureAwait(false);
            if (session.Json)
            {
                session.PrintJson(sequences, ApiJson.Default.IReadOnlyListSequenceResource);
                return ExitCodes.Done;
            }

            Terminal.Table(
                session.Around,
                ["NAME", "TRACKS", "STEPS", "CHANGED", "BY", "DESCRIPTION"],
                sequences.Select(sequence => new[]
                {
                    sequence.Name,
                    $"{sequence.Tracks.Count}",
                    $"{sequence.Tracks.Sum(track => track.Steps.Count)}",
                    Ages.Ago(sequence.UpdatedAt, TimeProvider.System.GetUtcNow()),
                    sequence.UpdatedBy,
                    sequence.Description,
                }));
            return ExitCodes.Done;
        });
        return command;
    }
}
