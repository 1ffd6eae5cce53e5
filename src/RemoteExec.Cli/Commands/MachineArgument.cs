using System.CommandLine;

namespace RemoteExec.Cli.Commands;

/// <summary>The machine that a command is about.</summary>
internal static class MachineArgument
{
    internal static Argument<string> Create() => new("NAME") { Description = "The machine's name or id" };
}
