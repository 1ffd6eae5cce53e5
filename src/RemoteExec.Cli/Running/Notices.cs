using RemoteExec.Api.Processes;

namespace RemoteExec.Cli.Running;

/// <summary>What a person is told when a process changes; null when its output says enough.</summary>
internal static class Notices
{
    internal static string? Of(ProcessResource process) => process.State switch
    {
        ProcessStateWords.Queued => $"{process.Machine}: the machine is away; process {process.Id} {Or(process.Message, "waits for it")}",
        ProcessStateWords.Unknown => $"{process.Machine}: the machine is away; waiting for it to tell what became of process {process.Id}",
        ProcessStateWords.Expired => $"{process.Machine}: {Or(process.Message, "the machine did not come back in time; nothing was started")}",
        ProcessStateWords.Failed => $"{process.Machine}: {Or(process.Message, "not started")}",
        ProcessStateWords.Pending when process.StartedAt is not null => $"{process.Machine}: {Or(process.Message, "it has ended, and will be started again")}",
        ProcessStateWords.Exited when process.Message.StartsWith("gave up", StringComparison.Ordinal) => $"{process.Machine}: {process.Message}",
        ProcessStateWords.Closed => $"{process.Machine}: {Or(process.Message, "stopped")}",
        _ => null,
    };

    /// <summary>What a person is told of a process's readiness when it changes.</summary>
    internal static string? OfReadiness(ProcessResource before, ProcessResource process) =>
        process.Ready is not { } ready || (before.Ready == ready && before.Attempt == process.Attempt) ? null
        : ready ? $"{process.Machine}: process {process.Id} is ready"
        : $"{process.Machine}: {Or(process.Message, "it did not become ready")}";

    private static string Or(string message, string otherwise) => message.Length > 0 ? message : otherwise;
}
