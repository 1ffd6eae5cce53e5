using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RemoteExec.Api.Client;
using RemoteExec.Cli.Connections;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.CommandLine;

/// <summary>A command at work: the server it talks to and where it prints.</summary>
internal sealed class Session(Lazy<RemoteExecClient> client, InvocationSurroundings around, bool json)
{
    internal RemoteExecClient Client => client.Value;

    internal InvocationSurroundings Around { get; } = around;

    /// <summary>Whether a program reads what is printed.</summary>
    internal bool Json { get; } = json;

    internal void Line(string text) => Around.Out.Write(Encoding.UTF8.GetBytes(text + "\n"));

    /// <summary>Says something to a person; words of peers in it do not reach the terminal as commands.</summary>
    internal void Say(string text) => Around.Error.Write(Encoding.UTF8.GetBytes(Escaped.Text(text) + "\n"));

    /// <summary>For a command with nothing to show: a program still reads one value, <c>{"revoked": "…"}</c>; a person reads nothing.</summary>
    internal void Done(string what, string which)
    {
        if (Json)
        {
            PrintJson(new Dictionary<string, string>(StringComparer.Ordinal) { [what] = which }, CliJson.Default.DictionaryStringString);
        }
    }

    internal void PrintJson<T>(T value, JsonTypeInfo<T> type)
    {
        using var line = new MemoryStream();
        JsonSerializer.Serialize(line, value, type);
        line.WriteByte((byte)'\n');
        Around.Out.Write(line.GetBuffer().AsSpan(0, (int)line.Length));
    }
}
