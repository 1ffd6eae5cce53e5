namespace RemoteExec.Server.Endpoints.Http;

internal static partial class HttpLog
{
    [LoggerMessage(4001, LogLevel.Warning, "The answer to a request with an Idempotency-Key could not be kept; sent again, it would be carried out again: {Reason}")]
    internal static partial void AnswerNotKept(ILogger log, string reason);

    [LoggerMessage(4002, LogLevel.Error, "The start on {Machine} failed")]
    internal static partial void StartFailed(ILogger log, string machine, Exception exception);
}
