namespace RemoteExec.Api.Processes;

/// <summary>Body of POST processes/{id}/stop and POST processes/stop.</summary>
public sealed record StopRequest
{
    /// <summary>For POST processes/stop: whose processes.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>Milliseconds between asking and killing, 0…3,600,000; default: the process's own, else the agent's 5,000.</summary>
    public int? Grace { get; init; }
}
