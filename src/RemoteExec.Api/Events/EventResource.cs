using System.Text.Json;

namespace RemoteExec.Api.Events;

/// <summary>Something that happened.</summary>
public sealed record EventResource
{
    /// <summary>Rises; also the id of the server-sent event.</summary>
    public required long Id { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>For example <c>machine.connected</c> or <c>process.exited</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The machine's id.</summary>
    public string? MachineId { get; init; }

    /// <summary>The machine's name at that time.</summary>
    public string? Machine { get; init; }

    /// <summary>The process.</summary>
    public long? ProcessId { get; init; }

    /// <summary>More, by kind.</summary>
    public JsonElement? Data { get; init; }
}
