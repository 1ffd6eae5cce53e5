namespace RemoteExec.Server.Accounts;

internal static partial class AccountLog
{
    [LoggerMessage(6101, LogLevel.Warning, "A refused {Action} is not in the audit: {Reason}")]
    internal static partial void NotAudited(ILogger log, string action, string reason);

    [LoggerMessage(6102, LogLevel.Warning, "When API token {Token} was last used could not be recorded: {Reason}")]
    internal static partial void NotTouched(ILogger log, string token, string reason);
}
