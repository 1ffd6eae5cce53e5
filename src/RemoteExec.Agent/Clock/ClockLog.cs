using Microsoft.Extensions.Logging;

namespace RemoteExec.Agent.Clock;

/// <summary>What an administrator may want to read about clocks.</summary>
internal static partial class ClockLog
{
    [LoggerMessage(501, LogLevel.Information, "The server's clock is {Offset} ms ahead of this machine's, within {Uncertainty} ms", EventName = "OffsetKnown")]
    internal static partial void OffsetKnown(ILogger log, double offset, double uncertainty);
}
