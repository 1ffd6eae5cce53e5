using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Connections;

namespace RemoteExec.Cli.Configuring;

/// <summary>Secrets that are read from a file, or from standard input.</summary>
internal static class SecretInput
{
    internal static string Read(string path, TextReader input)
    {
        string text;
        try
        {
            text = path == "-" ? input.ReadLine() ?? "" : SecretText.Trim(File.ReadAllText(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The file {path} cannot be read.");
        }

        return text.Length > 0 ? text : throw new UsageException($"{(path == "-" ? "Standard input" : $"The file {path}")} is empty.");
    }
}
