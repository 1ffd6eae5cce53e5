using System.CommandLine;
using RemoteExec.Api.Machines;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>machines label NAME K=V… K-…</c></summary>
internal static class MachineLabelCommand
{
    internal static Command Create(CommandContext context)
    {
        var name = MachineArgument.Create();
        var labels = new Argument<string[]>("LABEL") { Description = "K=V sets a label, K- takes it away", Arity = ArgumentArity.OneOrMore };
        var command = new Command("label", "Change a machine's labels") { name, labels };
        context.Sets(command, async (parsed, session, cancellation) =>
        {
            var change = new MachineChange { Labels = Read(parsed.GetRequiredValue(labels)) };
            var machine = await session.Client.ChangeMachineAsync(parsed.GetRequiredValue(name), change, cancellation).ConfigureAwait(false);
            MachineShowCommand.Print(session, machine);
            return ExitCodes.Done;
        });
        return command;
    }

    internal static Dictionary<string, string?> Read(IEnumerable<string> typed)
    {
        var labels = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var text in typed)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                labels[text[..equals]] = text[(equals + 1)..];
            }
            else if (equals < 0 && text.Length > 1 && text.EndsWith('-'))
            {
                labels[text[..^1]] = null;
            }
            else
            {
                throw new UsageException($"\"{text}\" must look like KEY=VALUE to set a label, or KEY- to take it away.");
            }
        }

        return labels;
    }
}
