namespace RemoteExec.Cli.Connections;

/// <summary>Where the server is and what proves who asks.</summary>
/// <param name="Url">Scheme, host and port.</param>
/// <param name="Token">An API token.</param>
internal sealed record Connection(Uri Url, string Token)
{
    /// <summary>Without the token: this may end in a message.</summary>
    public override string ToString() => Url.ToString();
}
