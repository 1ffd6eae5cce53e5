namespace RemoteExec.Fleet.Processes;

/// <summary>One start of one executable on one machine, as the server knows it.</summary>
/// <param name="Id">Unique in the fleet, 1…; what operators type.</param>
/// <param name="MachineId">The machine it belongs to.</param>
/// <param name="WireId">The <c>id</c> on the wire, unique on that machine, 1…2^31−1, never used again. An adopted process keeps the id its agent gave.</param>
/// <param name="Executable">What was to be started.</param>
/// <param name="State">Where it stands.</param>
/// <param name="CreatedAt">When the operator's command was recorded.</param>
public sealed record FleetProcess(
    long Id,
    string MachineId,
    long WireId,
    Executable Executable,
    ProcessState State,
    DateTimeOffset CreatedAt)
{
    /// <summary>What the machine or the server said last; escaped, at most 4 KiB; empty when there is nothing to say.</summary>
    public string Message { get; init; } = "";

    /// <summary>Its exit code when it ended by itself and the machine told it; between two attempts that of the last.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The number of the signal that ended it.</summary>
    public int? Signal { get; init; }

    /// <summary>1 for the first start; higher after restarts by policy.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When it was known to run; the last attempt, if there were several.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was known to have ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True once the machine has answered for it (<c>executed</c> or <c>processStatus</c>): it is not sent again.</summary>
    public bool Answered { get; init; }

    /// <summary>True once someone asked to stop it.</summary>
    public bool StopRequested { get; init; }

    /// <summary>The grace that whoever asked last wished for, in milliseconds; null: none. Remembered, for its machine may be away when it is asked.</summary>
    public int? StopGraceMilliseconds { get; init; }

    /// <summary>True once its attempt is ready, false when it cannot become so any more; null: nobody asked, or not yet.</summary>
    public bool? Ready { get; init; }

    /// <summary>When its attempt was ready.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>A queued one is given up at this moment.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who asked for it; a token's or an account's name.</summary>
    public string RequestedBy { get; init; } = "";

    /// <summary>The step of a run that it performs; null: somebody started it by hand.</summary>
    public RunOrigin? Origin { get; init; }
}

/// <summary>A step of a run on one machine: one process performs it, for ever.</summary>
/// <param name="Run">The run.</param>
/// <param name="Lane">The lane of its plan.</param>
/// <param name="Step">The step's place in its track.</param>
public sealed record RunOrigin(long Run, int Lane, int Step);
