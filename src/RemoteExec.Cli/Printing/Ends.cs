using RemoteExec.Api.Processes;

namespace RemoteExec.Cli.Printing;

/// <summary>How a process ended, in a few words.</summary>
internal static class Ends
{
    internal static string Short(ProcessResource process) => process switch
    {
        // Between two attempts the message says more: how the last ended, and when the next begins.
        { State: ProcessStateWords.Pending } => process.Message,
        { Signal: { } signal } => $"signal {signal}",
        { State: ProcessStateWords.Exited, ExitCode: { } code } => $"exit {code}",
        _ => process.Message,
    };

    /// <summary>Such as "12 player on lab: closed (signal 15)".</summary>
    internal static string Sentence(ProcessResource process)
    {
        var how = Short(process);
        return $"{process.Id} {process.Name} on {process.Machine}: {process.State}{(how.Length > 0 ? $" ({how})" : "")}";
    }
}
