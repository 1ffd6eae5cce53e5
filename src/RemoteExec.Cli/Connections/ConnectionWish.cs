namespace RemoteExec.Cli.Connections;

/// <summary>What was typed about the server.</summary>
internal sealed record ConnectionWish(string? Url, string? Token, string? TokenFile, string? Data);
