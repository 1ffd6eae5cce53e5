using Microsoft.Extensions.Logging;

namespace RemoteExec.Agent.Hosting;

/// <summary>Beginning and end.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Information, "remoteexec-agent {Version}: {Name}, data in {Folder}; may start programs from {Allow}", EventName = "Starts")]
    internal static partial void Starts(ILogger log, string version, string name, string folder, string allow);

    [LoggerMessage(2, LogLevel.Information, "Stopping, and with it {Count} processes", EventName = "Stops")]
    internal static partial void Stops(ILogger log, int count);

    [LoggerMessage(3, LogLevel.Information, "Stopping; {Count} processes run on, and the next agent on this data folder takes them up (--on-exit stop ends them)", EventName = "Leaves")]
    internal static partial void Leaves(ILogger log, int count);
}
