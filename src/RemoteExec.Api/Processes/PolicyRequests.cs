namespace RemoteExec.Api.Processes;

/// <summary>When a process that has ended is started again. One that was stopped never is.</summary>
public sealed record RestartRequest
{
    /// <summary><c>never</c>, <c>unexpected</c> (a code that is not expected, or a signal) or <c>always</c>.</summary>
    public required string On { get; init; }

    /// <summary>Restarts within <see cref="Within"/> at most, 1…1,000; one more and it is given up. Default 3.</summary>
    public int? Attempts { get; init; }

    /// <summary>The sliding window in milliseconds, 1,000…86,400,000. Default 60,000.</summary>
    public int? Within { get; init; }

    /// <summary>Milliseconds before the first restart, 0…3,600,000; doubles with each, up to 5 minutes. Default 1,000.</summary>
    public int? Backoff { get; init; }
}

/// <summary>When a process is ready: exactly one of <see cref="Running"/>, <see cref="Port"/>, <see cref="Log"/>, <see cref="Exit"/> and <see cref="Http"/>.</summary>
public sealed record ReadyRequest
{
    /// <summary>It has run for so many milliseconds, 1…86,400,000 and less than <see cref="Timeout"/>.</summary>
    public int? Running { get; init; }

    /// <summary>This TCP port of its machine takes connections on 127.0.0.1 or ::1.</summary>
    public int? Port { get; init; }

    /// <summary>A line of its output matches this regular expression, 1–512 characters without look-around and back references.</summary>
    public string? Log { get; init; }

    /// <summary>It has ended with this code, 0…255.</summary>
    public int? Exit { get; init; }

    /// <summary>This URL, <c>http://…</c> of at most 1,024 characters, answers its machine's GET with 200…399.</summary>
    public string? Http { get; init; }

    /// <summary>Milliseconds from the start of an attempt, 1…86,400,000; then it is not ready. Default 30,000.</summary>
    public int? Timeout { get; init; }
}

/// <summary>How a process is stopped when the stop does not say.</summary>
public sealed record StopPolicyRequest
{
    /// <summary>Milliseconds between asking and killing, 0…600,000.</summary>
    public required int Grace { get; init; }
}

/// <summary>What a process and everything it starts may use together; at least one of them.</summary>
public sealed record LimitsRequest
{
    /// <summary>Bytes, at least 1,048,576.</summary>
    public long? Memory { get; init; }

    /// <summary>Processor cores, 0.01…1,024.</summary>
    public double? Cpu { get; init; }

    /// <summary>Processes and threads, 1…4,194,304.</summary>
    public int? Processes { get; init; }
}
