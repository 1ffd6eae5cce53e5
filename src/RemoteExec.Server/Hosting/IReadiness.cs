namespace RemoteExec.Server.Hosting;

/// <summary>A part of the server that can be unable to do its work for a while; <c>/readyz</c> asks all of them.</summary>
internal interface IReadiness
{
    /// <summary>Why it cannot, as a sentence that says what to do; null when it can.</summary>
    string? Problem { get; }
}
