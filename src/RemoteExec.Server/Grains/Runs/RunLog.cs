namespace RemoteExec.Server.Grains.Runs;

internal static partial class RunLog
{
    [LoggerMessage(2101, LogLevel.Warning, "Run {Run} asks a machine again: {Reason}")]
    internal static partial void AskedAgain(ILogger log, long run, string reason);
}
