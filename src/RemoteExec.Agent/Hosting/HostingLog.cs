using Microsoft.Extensions.Logging;

namespace RemoteExec.Agent.Hosting;

/// <summary>Beginning and end.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Information, "remoteexec-agent {Version}: {Name}, data in {Folder}; may start programs from {Allow}", EventName = "Starts")]
    internal static partial void Starts(ILogger log, string version, string name, string folder, string allow);

    [LoggerMessage(2, LogLevel.Information, "Stopping, and with it {Count} processes", EventName = "Stops")]
    internal static partial void Stops(ILogger log, int count);

    [LoggerMessage(7, LogLevel.Information, "Stopping; {Count} processes run on, and the next agent on this data folder takes them up (--on-exit stop ends them)", EventName = "Leaves")]
    internal static partial void Leaves(ILogger log, int count);

    [LoggerMessage(3, LogLevel.Information, "The settings were read again: {What}", EventName = "Reloaded")]
    internal static partial void Reloaded(ILogger log, string what);

    [LoggerMessage(4, LogLevel.Error, "The settings were read again and change nothing: {Problems}", EventName = "ReloadRefused")]
    internal static partial void ReloadRefused(ILogger log, string problems);

    [LoggerMessage(5, LogLevel.Warning, "These settings have changed and hold from the next start on: {Keys}", EventName = "NeedsRestart")]
    internal static partial void NeedsRestart(ILogger log, string keys);

    [LoggerMessage(6, LogLevel.Warning, "Whoever started this agent wanted to hear that it is up, and cannot be told: {Reason}", EventName = "Unheard")]
    internal static partial void Unheard(ILogger log, string reason);
}
