using System.Text.Json;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Connections;

/// <summary>The saved login; only its owner can read it.</summary>
internal static class LoginFile
{
    internal static string? PathOf(Func<string, string?> variable) =>
        variable("XDG_CONFIG_HOME") is { Length: > 0 } config ? Path.Combine(config, "remoteexec", "login.json")
        : variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".config", "remoteexec", "login.json")
        : null;

    internal static SavedLogin? Read(string? path)
    {
        try
        {
            return path is null ? null : JsonSerializer.Deserialize(File.ReadAllBytes(path), CliJson.Default.SavedLogin);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read; log in again with \"remoteexec login URL\".");
        }
    }

    /// <summary>Replaces the file as a whole, so that it is never half there and never readable by others.</summary>
    internal static void Write(string path, SavedLogin login)
    {
        var folder = Path.GetDirectoryName(path)!;
        var fresh = $"{path}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(fresh, options))
        {
            JsonSerializer.Serialize(file, login, CliJson.Default.SavedLogin);
        }

        File.Move(fresh, path, overwrite: true);
    }

    internal static void Forget(string path) => File.Delete(path);
}
