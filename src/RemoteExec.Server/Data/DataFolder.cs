namespace RemoteExec.Server.Data;

/// <summary>The folder that holds everything a server must not lose, and the names of what is in it.</summary>
internal sealed class DataFolder
{
    private readonly List<string> _tightened = [];

    private DataFolder(string path) => Path = path;

    /// <summary>Absolute.</summary>
    public string Path { get; }

    public string Database => At("remoteexec.db");

    /// <summary>The Ed25519 seed, 32 bytes.</summary>
    public string IdentityKey => At("identity.key");

    /// <summary>The operator's copy of what agents authenticate with; never read back.</summary>
    public string AgentPassword => At("agent-password");

    /// <summary>An API token with the role admin, for this machine's command line.</summary>
    public string AdminToken => At("admin-token");

    /// <summary>What the secrets among the settings are sealed with; there once there is one.</summary>
    public string SettingsKey => At("settings.key");

    /// <summary>Where the running server listens; there only while it does.</summary>
    public string Endpoints => At("endpoints.json");

    /// <summary>Sentences about modes that were wrong and have been put right; for the log.</summary>
    public IReadOnlyList<string> Tightened => _tightened;

    /// <summary>Makes the folder if need be, for its owner alone, and tightens what others could read.</summary>
    /// <exception cref="IOException">It cannot be made, or belongs to somebody else.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, as .NET says it when permissions are missing.</exception>
    internal static DataFolder Open(string path)
    {
        var folder = new DataFolder(System.IO.Path.GetFullPath(path));
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder.Path);
            return folder;
        }

        if (!Directory.Exists(folder.Path))
        {
            // The parents are anybody's (~/.local/share): only the folder itself is kept from others.
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(folder.Path)!);
            Directory.CreateDirectory(folder.Path, SecretFile.OwnerFolder);
        }

        folder.Tighten(folder.Path, SecretFile.OwnerFolder);
        foreach (var secret in new[] { folder.IdentityKey, folder.AgentPassword, folder.AdminToken, folder.SettingsKey, folder.Database, folder.Database + "-wal", folder.Database + "-shm" })
        {
            if (File.Exists(secret))
            {
                folder.Tighten(secret, SecretFile.OwnerFile);
            }
        }

        return folder;
    }

    private void Tighten(string path, UnixFileMode wanted)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var found = File.GetUnixFileMode(path);
        if ((found & ~wanted) == 0)
        {
            return;
        }

        File.SetUnixFileMode(path, found & wanted);
        _tightened.Add($"{path} could be used by others (mode {Octal(found)}); it is now {Octal(found & wanted)}.");
    }

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');

    private string At(string name) => System.IO.Path.Combine(Path, name);
}
