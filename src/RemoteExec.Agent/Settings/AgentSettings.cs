using RemoteExec.Protocol.Framing;

namespace RemoteExec.Agent.Settings;

/// <summary>How an agent runs.</summary>
internal sealed record AgentSettings
{
    /// <summary>Tried in turn.</summary>
    public IReadOnlyList<ServerAddress> Servers { get; init; } = [];

    /// <summary>The name it would like; the server may add <c>-2</c>.</summary>
    public string Name { get; init; } = DefaultName();

    /// <summary>A file with a join token, or <c>-</c> for standard input; null: none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>A file with the agents' password, or <c>-</c>; null: none.</summary>
    public string? PasswordFile { get; init; }

    /// <summary><c>SHA256:…</c> of the server's key; null: what was recorded counts.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Whether a server that was never seen may be recorded as it is.</summary>
    public bool TrustOnFirstUse { get; init; }

    /// <summary>Absolute folders from which programs may be started.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>The dialect; null: auto.</summary>
    public FrameDialect? Dialect { get; init; }

    /// <summary>The seed's wire and nothing more.</summary>
    public bool Plain { get; init; }

    /// <summary>Whether its processes run on when it is stopped.</summary>
    public bool LeaveOnExit { get; init; } = true;

    /// <summary>Whether the keeper is a service of its own: then the agent waits for it and never starts one, which would inherit the agent's restrictions.</summary>
    public bool KeeperIsGiven { get; init; }

    /// <summary>Labels of this machine.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>How programs are looked after when the server does not say.</summary>
    public ProgramDefaults Defaults { get; init; } = ProgramDefaults.None;

    /// <summary>Absolute path of the data folder.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>One JSON object per line instead of text.</summary>
    public bool JsonLogs { get; init; }

    private static string DefaultName()
    {
        var cleaned = new string([.. Environment.MachineName.Where(c => !char.IsControl(c) && c is not (',' or '=' or '@' or '*'))]);
        return cleaned.Length == 0 ? "machine" : cleaned[..Math.Min(cleaned.Length, SettingKeys.MaxName)];
    }
}
