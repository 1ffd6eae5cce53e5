namespace RemoteExec.Api.Common;

/// <summary>Names of headers.</summary>
public static class Headers
{
    /// <summary>A client's word for one request: sent again with it, the request is answered and not carried out again.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Where a server-sent stream is to go on.</summary>
    public const string LastEventId = "Last-Event-ID";
}
