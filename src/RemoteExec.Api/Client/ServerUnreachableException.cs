namespace RemoteExec.Api.Client;

/// <summary>No answer came: nobody listens there, the name is unknown, or the connection broke and did not come back.</summary>
/// <param name="server">Where the server was looked for.</param>
/// <param name="inner">What the network said.</param>
public sealed class ServerUnreachableException(Uri? server, Exception? inner)
    : Exception($"The server at {server?.GetLeftPart(UriPartial.Authority) ?? "an unknown address"} cannot be reached.", inner)
{
    /// <summary>Where the server was looked for.</summary>
    public Uri? Server { get; } = server;
}
