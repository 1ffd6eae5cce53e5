using System.Text.Json.Serialization;

namespace RemoteExec.Agent.Hosting;

/// <summary>What the running agent does, as <c>remoteexec-agent status</c> shows it. Members come and go with versions: what another agent wrote is still shown.</summary>
internal sealed record AgentStatus
{
    public int Pid { get; init; }

    public string Version { get; init; } = "";

    public DateTimeOffset StartedAt { get; init; }

    public bool Connected { get; init; }

    /// <summary>The server it is connected to, or was last.</summary>
    public string? Server { get; init; }

    /// <summary>Since when it is connected, or is not.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>What the server calls this machine.</summary>
    public string? Name { get; init; }

    /// <summary>The machine's id.</summary>
    public string? Id { get; init; }

    /// <summary>Why it is not connected.</summary>
    public string? Problem { get; init; }

    /// <summary>Processes that run.</summary>
    public int Processes { get; init; }

    /// <summary>Who keeps them; null: nobody at the moment, or an agent that did not say wrote this.</summary>
    public KeeperStatus? Keeper { get; init; }

    /// <summary>The clocks of the servers that can compare them.</summary>
    // The generated reader sets every member, also one that did not come: then to null.
    public IReadOnlyList<ClockStatus> Clocks { get; init => field = value ?? []; } = [];

    /// <summary>Folders it may start programs from.</summary>
    public IReadOnlyList<string> Allow { get; init => field = value ?? []; } = [];

    /// <summary>The unit that is installed on this machine; the running agent does not know it, <c>status</c> looks.</summary>
    public string? Service { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AgentStatus))]
internal sealed partial class AgentStatusJson : JsonSerializerContext;
