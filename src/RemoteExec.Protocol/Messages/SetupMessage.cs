using System.Text.Json;
using System.Text.Json.Serialization;

namespace RemoteExec.Protocol.Messages;

/// <summary><c>setup</c>: the client introduces itself (docs/protocol.md §9.2).</summary>
public sealed record SetupMessage : WireMessage
{
    /// <summary>What the client takes for its id; the server decides.</summary>
    public string? Id { get; init; }

    /// <summary>The name it would like.</summary>
    public string? Name { get; init; }

    /// <summary>A random text of this life of the client: one that was started again has another, one that connects again has the same.</summary>
    public string? Instance { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Its addresses as text.</summary>
    public IReadOnlyList<string>? Addresses { get; init; }

    /// <summary>Its network cards.</summary>
    public IReadOnlyList<SetupNetwork>? Networks { get; init; }

    /// <summary>The folders it starts programs from: an array of <see cref="FolderNode"/>. Kept as JSON: the server stores and shows it, and never walks it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement ExecutableTree { get; init; }

    /// <summary>An object of facts, for people.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Facts { get; init; }
}

/// <summary>One folder of an <c>executableTree</c>.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Files">Names of the programs in it.</param>
/// <param name="Folders">Folders in it.</param>
/// <param name="Truncated">True when something was left out; null otherwise.</param>
public sealed record FolderNode(string Path, IReadOnlyList<string> Files, IReadOnlyList<FolderNode> Folders, bool? Truncated = null);
