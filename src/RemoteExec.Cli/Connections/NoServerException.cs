namespace RemoteExec.Cli.Connections;

/// <summary>What was typed is right, but the server that it names does not run.</summary>
internal sealed class NoServerException(string sentence) : Exception(sentence);
