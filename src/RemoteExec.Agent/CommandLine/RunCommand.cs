using System.CommandLine;
using RemoteExec.Agent.Hosting;

namespace RemoteExec.Agent.CommandLine;

/// <summary><c>run</c>: the agent itself.</summary>
internal static class RunCommand
{
    internal static Command Create(AgentOptions options)
    {
        var command = new Command("run", "Connect to a server and start what it asks for, until SIGTERM or Ctrl-C.");
        options.AddExitTo(command);
        options.AddServerTo(command);
        options.AddPolicyTo(command);
        options.AddBasicsTo(command);
        Guarded.Sets(command, options, async (parsed, settings, cancel) =>
        {
            using var end = new ConsoleEnd(cancel);
            return await AgentRun.UntilStoppedAsync(settings, options.Again(parsed), Console.In, keeper: null, end.Token).ConfigureAwait(false);
        });
        return command;
    }
}
