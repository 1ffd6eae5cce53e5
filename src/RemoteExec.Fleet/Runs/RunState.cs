using System.Collections.Immutable;

namespace RemoteExec.Fleet.Runs;

/// <summary>Everything that decisions about one run depend on.</summary>
/// <param name="Plan">What it does; never changes.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="BeganAt">When it began.</param>
/// <param name="Tracks">One per track.</param>
/// <param name="Lanes">One per lane.</param>
public sealed record RunState(
    RunPlan Plan, RunPhase Phase, DateTimeOffset BeganAt, ImmutableArray<TrackState> Tracks, ImmutableArray<LaneState> Lanes)
{
    /// <summary>When everything was ready.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The first failure of a required step, as a sentence; null: none.</summary>
    public string? Failure { get; init; }

    /// <summary>Who asked for its end; null: nobody.</summary>
    public string? StoppedBy { get; init; }
}

/// <summary>A track under way.</summary>
/// <param name="Begin">When its barrier opened: its delays count from here; null: it has not.</param>
public sealed record TrackState(DateTimeOffset? Begin);

/// <summary>A machine performing a track.</summary>
/// <param name="Begin">Its track's beginning, or later: its turn; null: it has not come.</param>
/// <param name="Steps">One per step.</param>
public sealed record LaneState(DateTimeOffset? Begin, ImmutableArray<StepState> Steps);

/// <summary>A step on one machine.</summary>
/// <param name="Phase">How far it has come.</param>
public sealed record StepState(StepPhase Phase)
{
    /// <summary>Its process, unique in the fleet; null until its machine's owner has issued one.</summary>
    public long? ProcessId { get; init; }

    /// <summary>Whether a program of it may be alive: it was sent and has not ended.</summary>
    public bool Alive { get; init; }

    /// <summary>When it was to start.</summary>
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>When its program started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was ready.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When its program had ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>It fails when it is not ready by then; null: it waits for its machine, or is past it.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>When its end was asked for.</summary>
    public DateTimeOffset? StopAskedAt { get; init; }

    /// <summary>When its machine was last sent what wakes it.</summary>
    public DateTimeOffset? WokenAt { get; init; }

    /// <summary>With that code its program ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>More, for people.</summary>
    public string Message { get; init; } = "";
}
