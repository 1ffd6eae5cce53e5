using RemoteExec.Agent.CommandLine;
using RemoteExec.Processes.Windows;

// On Windows the agent starts itself once more to ask a console program to end.
return OperatingSystem.IsWindows() && ConsoleBreak.RunHelper(args) is { } code ? code : await AgentCommand.RunAsync(args).ConfigureAwait(false);
