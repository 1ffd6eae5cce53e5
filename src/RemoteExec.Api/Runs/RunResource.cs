namespace RemoteExec.Api.Runs;

/// <summary>One performance of a sequence.</summary>
public sealed record RunResource
{
    /// <summary>1…; null for a rehearsal.</summary>
    public long? Id { get; init; }

    /// <summary>The sequence's name.</summary>
    public required string Sequence { get; init; }

    /// <summary><c>starting</c>, <c>ready</c>, <c>halted</c>, <c>stopping</c>, <c>unwinding</c>, and at the end <c>done</c>, <c>failed</c> or <c>stopped</c>.</summary>
    public required string State { get; init; }

    /// <summary>Who asked for it.</summary>
    public string StartedBy { get; init; } = "";

    /// <summary>When it began.</summary>
    public DateTimeOffset BeganAt { get; init; }

    /// <summary>When everything was ready.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The first failure of a required step, as a sentence; null: none.</summary>
    public string? Failure { get; init; }

    /// <summary>Who asked for its end; null: nobody.</summary>
    public string? StoppedBy { get; init; }

    /// <summary>Its steps on each machine, in the plan's order; null in lists.</summary>
    public IReadOnlyList<RunStepResource>? Steps { get; init; }

    /// <summary>What was found while it was planned; null but for the answer to its start.</summary>
    public IReadOnlyList<FindingResource>? Findings { get; init; }
}

/// <summary>A step on one machine.</summary>
public sealed record RunStepResource
{
    /// <summary>The track's name.</summary>
    public required string Track { get; init; }

    /// <summary>The step's name.</summary>
    public required string Step { get; init; }

    /// <summary>The machine's name when the run was planned.</summary>
    public required string Machine { get; init; }

    /// <summary>The machine's id.</summary>
    public required string MachineId { get; init; }

    /// <summary><c>waiting</c>, <c>sent</c>, <c>started</c>, <c>ready</c>, <c>failed</c>, <c>skipped</c> or <c>stopped</c>.</summary>
    public required string State { get; init; }

    /// <summary>Whether its program may be alive.</summary>
    public bool Alive { get; init; }

    /// <summary>Its process; null: none yet.</summary>
    public long? ProcessId { get; init; }

    /// <summary>When it was to start.</summary>
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was ready.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When it had ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>With which code.</summary>
    public int? ExitCode { get; init; }

    /// <summary>More, for people.</summary>
    public string Message { get; init; } = "";

    /// <summary>How it went in earlier runs of the sequence; null: too few of them, or the answer does not compare.</summary>
    public UsualResource? Usual { get; init; }

    /// <summary>In what it differs from what is usual by more than a second and a quarter, as a sentence; empty: in nothing.</summary>
    public string Unusual { get; init; } = "";
}

/// <summary>Medians of a step on one machine over the last 20 runs that started it.</summary>
/// <param name="Runs">So many runs: 3…20.</param>
/// <param name="StartMilliseconds">From the beginning of its track to its start.</param>
/// <param name="ReadyMilliseconds">From the beginning of its track until it was ready; null: fewer than 3 of them became so.</param>
public sealed record UsualResource(int Runs, long StartMilliseconds, long? ReadyMilliseconds);

/// <summary>Something that stands in a run's way, or was remarked.</summary>
/// <param name="Code">For scripts: <c>machine-away</c>, <c>already-running</c>, <c>no-such-target</c>, <c>no-supervise</c>, <c>no-stop</c>, <c>revoked</c>, <c>too-many</c>,
/// <c>name-clash</c>, <c>would-not-start</c>, <c>cannot-check</c>, <c>cannot-wake</c>.</param>
/// <param name="Track">The track; null: the whole sequence.</param>
/// <param name="Step">The step; null: the whole track.</param>
/// <param name="Machine">The machine; null: none in particular.</param>
/// <param name="Detail">What to do next.</param>
/// <param name="Blocks">False: a remark.</param>
public sealed record FindingResource(string Code, string? Track, string? Step, string? Machine, string Detail, bool Blocks);

/// <summary>How a run is to be started.</summary>
public sealed record RunRequest
{
    /// <summary>Performs the plan on made-up machines, and starts nothing.</summary>
    public bool Rehearse { get; init; }

    /// <summary>In a rehearsal: steps that fail, so that it is seen what follows; <c>STEP</c>, <c>TRACK/STEP</c> or <c>MACHINE/STEP</c>.</summary>
    public IReadOnlyList<string>? Fail { get; init; }
}

/// <summary>What was found in a sequence and the fleet of this moment.</summary>
/// <param name="MayBegin">Whether a run may begin.</param>
/// <param name="Findings">Everything that was found.</param>
public sealed record CheckResource(bool MayBegin, IReadOnlyList<FindingResource> Findings);
