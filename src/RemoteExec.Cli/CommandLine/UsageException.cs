namespace RemoteExec.Cli.CommandLine;

/// <summary>What was typed cannot be done; the message says what to type instead.</summary>
internal sealed class UsageException(string sentence) : Exception(sentence);
