using System.Text.Json.Serialization;

namespace RemoteExec.Agent.Enrolment;

/// <summary>What is remembered of a server.</summary>
internal sealed record KnownServer
{
    /// <summary>As it is dialled: <c>HOST:PORT</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The pin; null for a server without identity.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The dialect that worked; null: not known.</summary>
    public string? Dialect { get; init; }

    /// <summary>True once it admitted this agent's key: neither token nor password is needed any more.</summary>
    public bool Admitted { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(List<KnownServer>))]
internal sealed partial class KnownServersJson : JsonSerializerContext;
