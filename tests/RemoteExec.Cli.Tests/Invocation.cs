using System.Text;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Tests;

/// <summary>One invocation of the program, in a home of its own.</summary>
internal sealed class Invocation : IDisposable
{
    private readonly MemoryStream _out = new();
    private readonly MemoryStream _error = new();

    public DirectoryInfo Home { get; } = Directory.CreateTempSubdirectory("remoteexec-cli-");

    public Dictionary<string, string> Variables { get; } = [];

    public string Input { get; set; } = "";

    public string Output => Encoding.UTF8.GetString(_out.ToArray());

    public string Errors => Encoding.UTF8.GetString(_error.ToArray());

    public InvocationSurroundings Around => new()
    {
        Variable = name => name == "HOME" ? Home.FullName : Variables.GetValueOrDefault(name),
        In = new StringReader(Input),
        Out = _out,
        Error = _error,
        OutIsTerminal = false,
        ErrorIsTerminal = false,
        InIsTerminal = false,
        CurrentFolder = Home.FullName,
    };

    public Task<int> RunAsync(params string[] arguments) => RemoteExecCommand.RunAsync(arguments, Around);

    /// <summary>Makes a folder look like that of a running server.</summary>
    public string Server(string name, string url, string token)
    {
        var folder = Home.CreateSubdirectory(name).FullName;
        File.WriteAllText(Path.Combine(folder, "endpoints.json"), $$"""{"agents":"127.0.0.1:1","http":"{{url}}","fingerprint":"SHA256:x"}""");
        File.WriteAllText(Path.Combine(folder, "admin-token"), token + "\n");
        return folder;
    }

    public void Dispose() => Home.Delete(recursive: true);
}
