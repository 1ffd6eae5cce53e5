using System.CommandLine;

namespace RemoteExec.Cli.CommandLine;

/// <summary>Options that every command takes.</summary>
internal sealed class GlobalOptions
{
    internal Option<string?> Url { get; } = new("--url") { Description = "The server [environment: REMOTEEXEC_URL]", HelpName = "URL", Recursive = true };

    // Not shown with its value anywhere; the environment or a file is better, since arguments are seen by everybody on this machine.
    internal Option<string?> Token { get; } = new("--token") { Description = "An API token [environment: REMOTEEXEC_TOKEN]", HelpName = "TOKEN", Recursive = true };

    internal Option<string?> TokenFile { get; } = new("--token-file") { Description = "A file with an API token; - reads it from standard input", HelpName = "F", Recursive = true };

    internal Option<string?> Data { get; } = new("--data") { Description = "The data folder of a server on this machine [environment: REMOTEEXEC_DATA]", HelpName = "DIR", Recursive = true };

    internal Option<bool> Json { get; } = new("--json") { Description = "Print JSON: one value, or one per line for streams", Recursive = true };

    internal void AddTo(RootCommand root)
    {
        root.Add(Url);
        root.Add(Token);
        root.Add(TokenFile);
        root.Add(Data);
        root.Add(Json);
    }
}
