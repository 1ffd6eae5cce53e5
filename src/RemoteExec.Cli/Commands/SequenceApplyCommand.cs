using System.CommandLine;
using RemoteExec.Api;
using RemoteExec.Api.Client;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Commands;

/// <summary><c>sequence apply FILE</c></summary>
internal static class SequenceApplyCommand
{
    internal static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "A sequence as YAML or JSON; - reads standard input" };
        var command = new Command("apply", "Make or replace the sequence that a file describes") { file };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            try
            {
                var sequence = await session.Client.ApplySequenceAsync(Read(path, session.Around), cancellation).ConfigureAwait(false);
                if (session.Json)
                {
                    session.PrintJson(sequence, ApiJson.Default.SequenceResource);
                }
                else
                {
                    session.Line(Escaped.Text($"{sequence.Name}: {sequence.Tracks.Count} tracks, {sequence.Tracks.Sum(track => track.Steps.Count)} steps"));
                }

                return ExitCodes.Done;
            }
            catch (ApiException refused) when (refused.Problem?.Problems is { Count: > 0 } problems)
            {
                // As compilers say it: editors find the place.
                foreach (var problem in problems)
                {
                    session.Say($"{(path == "-" ? "<stdin>" : path)}:{problem.Line}:{problem.Column}: {problem.Detail}");
                }

                return ExitCodes.Usage;
            }
        });
        return command;
    }

    private static byte[] Read(string path, InvocationSurroundings around)
    {
        if (path == "-")
        {
            return System.Text.Encoding.UTF8.GetBytes(around.In.ReadToEnd());
        }

        var file = Path.Combine(around.CurrentFolder, path);
        return File.Exists(file) ? File.ReadAllBytes(file) : throw new UsageException($"there is no file {path}");
    }
}
