using System.CommandLine;

namespace RemoteExec.Server.CommandLine;

/// <summary>Sentences for the person at the terminal.</summary>
internal static class Say
{
    /// <summary>One line on standard error.</summary>
    internal static void Error(ParseResult parsed, string sentence) =>
        parsed.InvocationConfiguration.Error.WriteLine($"remoteexec-server: {sentence}");
}

/// <summary>What the program's exit code means.</summary>
internal static class ExitCodes
{
    internal const int Done = 0;
    internal const int Failed = 1;
    internal const int Usage = 2;
}
