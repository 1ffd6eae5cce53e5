using System.CommandLine;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Service;

namespace RemoteExec.Agent.CommandLine;

/// <summary><c>windows-service</c>: the agent as the service control manager starts it. Not for people, so not shown to them.</summary>
internal static class WindowsServiceCommand
{
    internal static Command Create(AgentOptions options)
    {
        var command = new Command(WindowsService.Command, "Run as a service of Windows.") { Hidden = true };
        options.AddBasicsTo(command);
        Guarded.Sets(command, options, (parsed, settings, _) => Task.FromResult(OperatingSystem.IsWindows()
            ? WindowsService.Run(stop => AgentRun.UntilStoppedAsync(settings, options.Again(parsed), TextReader.Null, keeper: null, stop))
            : "this command is for Windows; use \"run\"."));
        return command;
    }
}
