using Microsoft.Extensions.Logging;

namespace RemoteExec.Storage.Writing;

internal static partial class GroupCommitLog
{
    [LoggerMessage(3001, LogLevel.Error, "The database takes nothing: {Reason}. The server keeps its agents and tries again; new starts are refused.")]
    internal static partial void Away(ILogger log, string reason);

    [LoggerMessage(3002, LogLevel.Information, "The database takes what is written again.")]
    internal static partial void Back(ILogger log);

    [LoggerMessage(3003, LogLevel.Error, "A record could not be written, and was dropped.")]
    internal static partial void Refused(ILogger log, Exception reason);
}
