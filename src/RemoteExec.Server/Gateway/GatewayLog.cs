namespace RemoteExec.Server.Gateway;

internal static partial class GatewayLog
{
    [LoggerMessage(1101, LogLevel.Warning, "{Address} was refused: {Detail} (error {Code}).")]
    internal static partial void Refused(ILogger log, string address, string detail, int code);

    [LoggerMessage(1102, LogLevel.Warning, "{Address} was closed at once: too many connections that have not authenticated.")]
    internal static partial void Crowded(ILogger log, string address);

    [LoggerMessage(1103, LogLevel.Information, "{Machine} connected from {Address} ({Dialect}; {Extensions}).")]
    internal static partial void Connected(ILogger log, string machine, string address, string dialect, string extensions);

    [LoggerMessage(1104, LogLevel.Information, "{Machine} ({Address}) disconnected: {Reason}.")]
    internal static partial void Disconnected(ILogger log, string machine, string address, string reason);

    [LoggerMessage(1105, LogLevel.Warning, "{Machine} ({Address}) sent something invalid: {Detail} (error {Code}).")]
    internal static partial void Invalid(ILogger log, string machine, string address, string detail, int code);

    [LoggerMessage(1106, LogLevel.Warning, "{Machine} ({Address}) reported error {Code}: {Detail}.")]
    internal static partial void PeerError(ILogger log, string machine, string address, int code, string detail);

    [LoggerMessage(1107, LogLevel.Warning, "{Machine} ({Address}): {Detail}.")]
    internal static partial void Dropped(ILogger log, string machine, string address, string detail);

    [LoggerMessage(1108, LogLevel.Information, "{Address} went away before it had authenticated.")]
    internal static partial void WentAway(ILogger log, string address);

    [LoggerMessage(1109, LogLevel.Error, "The session of {Machine} ({Address}) failed.")]
    internal static partial void Failed(ILogger log, string machine, string address, Exception reason);

    [LoggerMessage(1110, LogLevel.Warning, "{Address} was closed: the database, which knows who may come in, does not answer ({Reason}). It will try again.")]
    internal static partial void NotMet(ILogger log, string address, string reason);

    [LoggerMessage(1111, LogLevel.Warning, "{Machine} ({Address}) does not read what is sent to it: {Waiting} packets wait. It is let go.")]
    internal static partial void Slow(ILogger log, string machine, string address, int waiting);
}
