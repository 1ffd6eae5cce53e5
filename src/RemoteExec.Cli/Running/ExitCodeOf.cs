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
        ProcessStateWords.Exited => process.ExitCode is { } code ? Shown(code) : ExitCodes.Failed,
        ProcessStateWords.Expired => ExitCodes.CannotStart,
        _ => ExitCodes.Failed,
    };

    // A shell has eight bits. A code beyond them (Windows has 32) must not come out as success; --json tells it whole.
    private static int Shown(int code) => code is >= 0 and <= ExitCodes.Most ? code : ExitCodes.Most;

    internal static int Largest(IEnumerable<ProcessResource> processes) => processes.Select(Process).DefaultIfEmpty(ExitCodes.Done).Max();
}
