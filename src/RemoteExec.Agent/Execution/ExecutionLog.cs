using Microsoft.Extensions.Logging;

namespace RemoteExec.Agent.Execution;

/// <summary>What an administrator may want to read about starts and ends. Text that came over the wire is escaped by the caller.</summary>
internal static partial class ExecutionLog
{
    [LoggerMessage(201, LogLevel.Information, "Started {Name} as process {Pid} (id {Id})", EventName = "Started")]
    internal static partial void Started(ILogger log, string name, int pid, string id);

    [LoggerMessage(202, LogLevel.Warning, "Did not start {Name} (id {Id}): {Reason}", EventName = "NotStarted")]
    internal static partial void NotStarted(ILogger log, string name, string id, string reason);

    [LoggerMessage(203, LogLevel.Information, "Process {Pid} (id {Id}) has ended: {How}", EventName = "Ended")]
    internal static partial void Ended(ILogger log, int pid, string id, string how);

    [LoggerMessage(204, LogLevel.Information, "Process {Pid} (id {Id}), which an earlier agent started, still runs; watching it", EventName = "Adopted")]
    internal static partial void Adopted(ILogger log, int pid, string id);

    [LoggerMessage(205, LogLevel.Warning, "The journal {Path} was damaged: {Damage}", EventName = "JournalDamaged")]
    internal static partial void JournalDamaged(ILogger log, string path, string damage);

    [LoggerMessage(206, LogLevel.Error, "The journal {Path} cannot be written, so nothing is started until it can: {Problem}", EventName = "JournalFails")]
    internal static partial void JournalFails(ILogger log, string path, string problem);

    [LoggerMessage(207, LogLevel.Information, "The journal {Path} can be written again", EventName = "JournalWritesAgain")]
    internal static partial void JournalWritesAgain(ILogger log, string path);

    [LoggerMessage(208, LogLevel.Information, "Processes are kept by process {Pid}; {Count} run already", EventName = "KeeperMet")]
    internal static partial void KeeperMet(ILogger log, int pid, int count);

    [LoggerMessage(209, LogLevel.Error, "The keeper of the processes (process {Pid}) is gone: {Why}. Starting another one", EventName = "KeeperLost")]
    internal static partial void KeeperLost(ILogger log, int pid, string why);

    [LoggerMessage(210, LogLevel.Error, "There is no keeper, so nothing is started: {Problem}", EventName = "NoKeeper")]
    internal static partial void NoKeeper(ILogger log, string problem);

    [LoggerMessage(211, LogLevel.Warning, "{Message}", EventName = "KeeperTrouble")]
    internal static partial void KeeperTrouble(ILogger log, string message);

    [LoggerMessage(212, LogLevel.Warning, "Process {Pid} is kept, and no journal knows of it; stop it by hand if it should not run", EventName = "Stranger")]
    internal static partial void Stranger(ILogger log, int pid);

    [LoggerMessage(213, LogLevel.Warning, "{Count} processes have not ended within {Seconds} s; their keeper goes on ending them, but how they end will not be known", EventName = "LeftToKeeper")]
    internal static partial void LeftToKeeper(ILogger log, int count, double seconds);
}
