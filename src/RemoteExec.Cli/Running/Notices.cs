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
        ProcessStateWords.Closed => $"{process.Machine}: {Or(process.Message, "stopped")}",
        _ => null,
    };

    private static string Or(string message, string otherwise) => message.Length > 0 ? message : otherwise;
}
