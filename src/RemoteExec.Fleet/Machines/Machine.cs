namespace RemoteExec.Fleet.Machines;

/// <summary>What the server remembers of one managed computer, connected or not.</summary>
/// <param name="Id">Derived from the agent's key, or from the address of a client without one. Never changes.</param>
/// <param name="Name">Unique in the fleet, 1–64 characters, none of <c>, = @ *</c> and no control characters.</param>
public sealed record Machine(string Id, string Name)
{
    /// <summary>The agent's long-term Ed25519 key (32 bytes); null for a client that has none.</summary>
    public byte[]? AgentKey { get; init; }

    /// <summary>True once a token or password admitted this key: it never falls back to plain.</summary>
    public bool Enrolled { get; init; }

    /// <summary>True when the identity was revoked: it is refused with 104.</summary>
    public bool Revoked { get; init; }

    /// <summary>True when an operator chose the name, so that what the agent calls itself no longer counts.</summary>
    public bool NamedByOperator { get; init; }

    /// <summary>Its addresses as text, the one it connected from first.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Its network cards as its agent told them last; see <see cref="NetworkRules"/>.</summary>
    public IReadOnlyList<MachineNetwork> Networks { get; init => field = value ?? []; } = [];

    /// <summary>Labels of the agent's command line and of the operators.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>First authenticated connection.</summary>
    public DateTimeOffset FirstSeen { get; init; }

    /// <summary>Last authenticated word.</summary>
    public DateTimeOffset LastSeen { get; init; }

    /// <summary>The agent's product and version, for example <c>remoteexec-agent 0.1.0</c>; empty for other clients.</summary>
    public string Agent { get; init; } = "";

    /// <summary>The agent's <c>facts</c> as JSON text, at most 8 KiB; null when none were sent.</summary>
    public string? FactsJson { get; init; }

    /// <summary>The agent's <c>executableTree</c> as JSON text, at most 32 KiB; null when none was sent.</summary>
    public string? FoldersJson { get; init; }

    /// <summary>The frame dialect of its last connection: BE16, LE16, BE4 or LE4.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>The extensions that were negotiated on its last connection.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>The id that its next process gets.</summary>
    public long NextWireId { get; init; } = 1;
}
