namespace RemoteExec.Api.Common;

/// <summary>Names of headers.</summary>
public static class Headers
{
    /// <summary>A client's word for one request: sent again with it, the request is answered and not carried out again.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>On a notice that a server delivers to a webhook: the notice's id.</summary>
    public const string Delivery = "X-RemoteExec-Delivery";

    /// <summary>On a notice that a server delivers to a webhook: <c>t=UNIX,v1=HEX</c>.</summary>
    public const string Signature = "X-RemoteExec-Signature";

    /// <summary>Where a server-sent stream is to go on.</summary>
    public const string LastEventId = "Last-Event-ID";
}
