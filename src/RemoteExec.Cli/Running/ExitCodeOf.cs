using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Running;

/// <summary>What a process's end is as an exit code, in the way of shells.</summary>
internal static class ExitCodeOf
{
    internal static int Process(ProcessResource process) => process.State switch
    {
        ProcessStateWords.Failed => process.Message.StartsWith("not found", StringComparison.OrdinalIgnoreCase) ? ExitCodes.NotFound : ExitCodes.CannotStart,
        ProcessStateWords.Closed when process.Message.StartsWith("timed out", StringComparison.OrdinalIgnoreCase) => ExitCodes.TimedOut,
        ProcessStateWords.Exited or ProcessStateWords.Closed when process.Signal is { } signal => ExitCodes.SignalBase + signal,
        ProcessStateWords.Exited => process.ExitCode ?? ExitCodes.Failed,
        _ => ExitCodes.Failed,
    };

    internal static int Largest(IEnumerable<ProcessResource> processes) => processes.Select(Process).DefaultIfEmpty(ExitCodes.Done).Max();
}
