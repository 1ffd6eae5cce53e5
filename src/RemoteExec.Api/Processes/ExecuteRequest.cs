namespace RemoteExec.Api.Processes;

/// <summary>Body of POST processes: every executable is started on every machine that the targets name.</summary>
public sealed record ExecuteRequest
{
    /// <summary>Targets: a machine's name, <c>label=value</c>, <c>@group</c>, <c>*</c>, or several with commas.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>What to start, in order; 1–256.</summary>
    public required IReadOnlyList<ExecutableRequest> Execute { get; init; }

    /// <summary>Seconds to wait for a machine that is away, 0…604,800; 0: refuse. Default 3,600.</summary>
    public int? QueueFor { get; init; }
}

/// <summary>One executable.</summary>
public sealed record ExecutableRequest
{
    /// <summary>A file name, 1–255 characters.</summary>
    public required string Application { get; init; }

    /// <summary>Its folder; empty or missing: looked up on the machine's PATH.</summary>
    public string? Path { get; init; }

    /// <summary>At most 128 of at most 4 KiB.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>Milliseconds, 0…86,400,000.</summary>
    public int? Delay { get; init; }

    /// <summary>
    /// Instead of a delay: the instant of the server's clock at which it starts, on every machine alike. ISO 8601 with date, time and zone, to the microsecond, such as
    /// <c>2026-11-24T20:15:00.5Z</c>; at most 24 h ahead, at most 60 s ago. <c>GET /api/v1/server</c> says what that clock says.
    /// </summary>
    public string? At { get; init; }

    /// <summary>What people call it; default: the application.</summary>
    public string? Name { get; init; }

    /// <summary>Added to the agent's environment.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Absolute; default: the folder of the application.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Milliseconds after the start at which it is stopped.</summary>
    public long? Timeout { get; init; }

    /// <summary>When it is started again; default: never.</summary>
    public RestartRequest? Restart { get; init; }

    /// <summary>Exit codes that are no failure, 1–64 of 0…255; default: 0.</summary>
    public IReadOnlyList<int>? Expected { get; init; }

    /// <summary>When it is ready; default: once it runs.</summary>
    public ReadyRequest? Ready { get; init; }

    /// <summary>How it is stopped when the stop does not say; default: with the agent's grace.</summary>
    public StopPolicyRequest? Stop { get; init; }

    /// <summary>Whom it runs as, 1–32 characters; default: as its agent does.</summary>
    public string? User { get; init; }

    /// <summary>What it may use; default: all that its agent may.</summary>
    public LimitsRequest? Limits { get; init; }
}
