namespace RemoteExec.Server.Notices;

/// <summary>What is said about notices. Ids 5000…5099. No secret, and no address of a webhook, which may hold one.</summary>
internal static partial class NoticeLog
{
    [LoggerMessage(5000, LogLevel.Warning, "Notices could not be gathered; it is tried again.")]
    internal static partial void NotGathered(ILogger log, Exception reason);

    [LoggerMessage(5001, LogLevel.Warning, "The notice {Id} for {Recipient} was not delivered, and is tried again at {Next:HH:mm:ss} UTC: {Reason}")]
    internal static partial void Later(ILogger log, string id, string recipient, DateTimeOffset next, string reason);

    [LoggerMessage(5002, LogLevel.Error, "The notice {Id} for {Recipient} is given up: {Reason}")]
    internal static partial void GivenUp(ILogger log, string id, string recipient, string reason);

    [LoggerMessage(5003, LogLevel.Warning, "The deliveries of notices had to begin anew.")]
    internal static partial void Stumbled(ILogger log, Exception reason);
}
