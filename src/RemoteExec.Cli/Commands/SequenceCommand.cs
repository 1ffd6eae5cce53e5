using System.CommandLine;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary><c>sequence apply|list|show|start|stop|delete|export</c></summary>
internal static class SequenceCommand
{
    internal static Command Create(CommandContext context) =>
        new("sequence", "Named plans: programs on several machines, in order")
        {
            SequenceApplyCommand.Create(context),
            SequenceListCommand.Create(context),
            SequenceShowCommand.Create(context),
            SequenceStartCommand.Create(context),
            SequenceStopCommand.Create(context),
            SequenceDeleteCommand.Create(context),
            SequenceExportCommand.Create(context),
        };

    internal static Argument<string> Name() => new("NAME") { Description = "The sequence" };
}
