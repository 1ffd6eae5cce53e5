namespace RemoteExec.Agent.Hosting;

/// <summary>The folder that holds everything an agent must not lose, and the names of what is in it.</summary>
internal sealed class AgentFolder
{
    private AgentFolder(string path) => Path = path;

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>The Ed25519 seed, 32 bytes.</summary>
    public string IdentityKey => At("identity.key");

    /// <summary>The servers that were met, and how.</summary>
    public string KnownServers => At("servers.json");

    /// <summary>What the running agent does, for <c>remoteexec-agent status</c>.</summary>
    public string Status => At("status.json");

    /// <summary>Held while an agent runs.</summary>
    public string Lock => At("lock");

    /// <summary>Where the keeper lives.</summary>
    public string Keeper => At("keeper");

    /// <summary>One journal per server.</summary>
    public string Journals => At("journal");

    /// <summary>Makes the folder if need be, for its owner alone.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, as .NET says it when permissions are missing.</exception>
    internal static AgentFolder Open(string path)
    {
        var folder = new AgentFolder(System.IO.Path.GetFullPath(path));
        if (System.IO.Path.GetDirectoryName(folder.Path) is { } parent)
        {
            Directory.CreateDirectory(parent);
        }

        OwnerFile.CreateFolder(folder.Path);
        OwnerFile.CreateFolder(folder.Journals);
        return folder;
    }

    /// <summary>The folder without making it; for looking only.</summary>
    internal static AgentFolder Peek(string path) => new(System.IO.Path.GetFullPath(path));

    private string At(string name) => System.IO.Path.Combine(Path, name);
}
