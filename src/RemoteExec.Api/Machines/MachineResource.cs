using System.Text.Json;
using System.Text.Json.Serialization;

namespace RemoteExec.Api.Machines;

/// <summary>One managed computer.</summary>
public sealed record MachineResource
{
    /// <summary>Never changes.</summary>
    public required string Id { get; init; }

    /// <summary>Unique in the fleet.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is there now.</summary>
    public required bool Connected { get; init; }

    /// <summary>The address it connected from, then those it told.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>First authenticated connection.</summary>
    public DateTimeOffset FirstSeen { get; init; }

    /// <summary>Last authenticated word.</summary>
    public DateTimeOffset LastSeen { get; init; }

    /// <summary>Product and version of its client; empty when it did not say.</summary>
    public string Agent { get; init; } = "";

    /// <summary>What its agent told of it; null when nothing.</summary>
    public JsonElement? Facts { get; init; }

    /// <summary>The folders it starts programs from; null when not told.</summary>
    public JsonElement? Folders { get; init; }

    /// <summary>BE16, LE16, BE4 or LE4.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>What was agreed on beyond the plain protocol.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Its network cards, as its agent told them last.</summary>
    public IReadOnlyList<NetworkResource> Networks { get; init; } = [];

    /// <summary>Another computer with the same key, by which each takes the other's place; null when none is to be seen.</summary>
    [JsonPropertyName("clone")]
    public CloneResource? Cloned { get; init; }
}
