using System.Text.Json;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Connections;

/// <summary>A server of this machine, known by the files in its data folder.</summary>
internal static class LocalServer
{
    private const string EndpointsFile = "endpoints.json";
    private const string TokenFile = "admin-token";

    /// <summary>The folders that are looked into, best first.</summary>
    internal static IEnumerable<string> Folders(Func<string, string?> variable, string currentFolder)
    {
        if (variable("REMOTEEXEC_DATA") is { Length: > 0 } data)
        {
            yield return data;
        }

        yield return Path.Combine(currentFolder, ".remoteexec", "server");
        yield return "/var/lib/remoteexec/server";
        if (variable("XDG_DATA_HOME") is { Length: > 0 } shared)
        {
            yield return Path.Combine(shared, "remoteexec", "server");
        }

        if (variable("HOME") is { Length: > 0 } home)
        {
            yield return Path.Combine(home, ".local", "share", "remoteexec", "server");
        }
    }

    /// <summary>The address of the server that runs in a folder; null when none does.</summary>
    internal static string? Url(string folder)
    {
        var path = Path.Combine(folder, EndpointsFile);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), CliJson.Default.EndpointsFile)?.Http;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return null;
        }
        catch (JsonException)
        {
            throw new UsageException($"{path} cannot be read as JSON; restart the server to have it written again.");
        }
    }

    /// <summary>The token that a server left for people of its machine; null when it may not be read.</summary>
    internal static string? Token(string folder)
    {
        try
        {
            return SecretText.Trim(File.ReadAllText(Path.Combine(folder, TokenFile)));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
