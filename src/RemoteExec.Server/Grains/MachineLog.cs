namespace RemoteExec.Server.Grains;

internal static partial class MachineLog
{
    [LoggerMessage(2001, LogLevel.Warning, "Something that was decided about a machine could not be carried out.")]
    internal static partial void NotCarriedOut(ILogger log, Exception reason);

    [LoggerMessage(2002, LogLevel.Error, "A start could not be recorded, and was refused: {Reason}")]
    internal static partial void NotRecorded(ILogger log, string reason);

    [LoggerMessage(2003, LogLevel.Warning, "Run {Run} was not told of its processes, and will look for itself: {Reason}")]
    internal static partial void ConductorNotTold(ILogger log, long run, string reason);
}
