using System.CommandLine;
using RemoteExec.Agent.Hosting;

namespace RemoteExec.Agent.CommandLine;

/// <summary>Sentences for the person at the terminal.</summary>
internal static class Say
{
    /// <summary>One line on standard error; words of peers in it do not reach the terminal as commands.</summary>
    internal static void Error(ParseResult parsed, string sentence) =>
        parsed.InvocationConfiguration.Error.WriteLine($"remoteexec-agent: {LogText.OneLine(sentence)}");

    internal static void Line(ParseResult parsed, string text) => parsed.InvocationConfiguration.Output.WriteLine(text);
}
