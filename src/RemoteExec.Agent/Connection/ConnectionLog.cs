using Microsoft.Extensions.Logging;

namespace RemoteExec.Agent.Connection;

/// <summary>What an administrator reads about the connection. Text that came over the wire is escaped by the caller.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(101, LogLevel.Information, "Connected to {Server} ({Dialect}, {Kind})", EventName = "Connected")]
    internal static partial void Connected(ILogger log, string server, string dialect, string kind);

    [LoggerMessage(102, LogLevel.Information, "{Server} calls this machine {Name} ({Id})", EventName = "Named")]
    internal static partial void Named(ILogger log, string server, string name, string id);

    [LoggerMessage(103, LogLevel.Warning, "The connection to {Server} has ended: {Reason}. What runs goes on", EventName = "Disconnected")]
    internal static partial void Disconnected(ILogger log, string server, string reason);

    [LoggerMessage(104, LogLevel.Warning, "{Server} was not reached: {Reason}. Trying again", EventName = "NotReached")]
    internal static partial void NotReached(ILogger log, string server, string reason);

    [LoggerMessage(105, LogLevel.Error, "{Server} did not let this agent in: {Reason}", EventName = "Refused")]
    internal static partial void Refused(ILogger log, string server, string reason);

    [LoggerMessage(106, LogLevel.Warning, "{Server} is trusted on first use; its fingerprint {Fingerprint} is recorded", EventName = "Trusted")]
    internal static partial void Trusted(ILogger log, string server, string fingerprint);

    [LoggerMessage(107, LogLevel.Warning, "{Server} sent {What}", EventName = "Invalid")]
    internal static partial void Invalid(ILogger log, string server, string what);

    [LoggerMessage(108, LogLevel.Warning, "{Server} reported error {Code}: {Reason}", EventName = "PeerError")]
    internal static partial void PeerError(ILogger log, string server, int code, string reason);

    [LoggerMessage(109, LogLevel.Warning, "Another agent with this machine's identity took its place at {Server}; is the machine a clone? Give each its own data folder", EventName = "Replaced")]
    internal static partial void Replaced(ILogger log, string server);

    [LoggerMessage(110, LogLevel.Error, "What was to be sent to {Server} could not be written", EventName = "WriterFailed")]
    internal static partial void WriterFailed(ILogger log, string server, Exception exception);

    [LoggerMessage(111, LogLevel.Information, "Sent what wakes {Macs} to {Count} networks", EventName = "Woke")]
    internal static partial void Woke(ILogger log, string macs, int count);

    [LoggerMessage(112, LogLevel.Warning, "What wakes machines could not be sent from {Address}: {Reason}", EventName = "NotWoken")]
    internal static partial void NotWoken(ILogger log, System.Net.IPAddress address, string reason);
}
