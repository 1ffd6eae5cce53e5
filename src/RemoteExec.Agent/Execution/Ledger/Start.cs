using RemoteExec.Agent.Execution.Policies;
using RemoteExec.Processes;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Ledger;

/// <summary>Where a start stands.</summary>
internal enum StartPhase
{
    /// <summary>Its delay runs.</summary>
    Pending = 1,

    /// <summary>It is being handed to the operating system: whether it runs is known in a moment.</summary>
    Launching = 2,

    /// <summary>The operating system runs it.</summary>
    Running = 3,

    /// <summary>It ended.</summary>
    Ended = 4,

    /// <summary>It was never started.</summary>
    NotStarted = 5,
}

/// <summary>One start that a server asked for.</summary>
/// <param name="Id">As it came.</param>
/// <param name="Entry">What was asked for; its environment and arguments are dropped once it has ended.</param>
/// <param name="Received">When it came.</param>
/// <param name="Phase">Where it stands.</param>
internal sealed record Start(WireId Id, ExecuteEntry Entry, DateTimeOffset Received, StartPhase Phase)
{
    /// <summary>When its delay, or the pause before the next attempt, ends.</summary>
    internal DateTimeOffset DueAt => NextAt ?? Received.AddMilliseconds(Entry.DelayMilliseconds);

    /// <summary>A delay or pause that is still to end is never longer than this, whatever became of the wall clock since.</summary>
    internal TimeSpan LongestWait =>
        NextAt is null ? TimeSpan.FromMilliseconds(Entry.DelayMilliseconds)
        : Entry.Policies?.Restart is { } restart ? RestartRules.LongestPause(restart)
        : RestartRules.LongestBackoff;

    /// <summary>When the next attempt is to begin; null before the first restart.</summary>
    internal DateTimeOffset? NextAt { get; init; }

    /// <summary>How often it was started again.</summary>
    internal RestartHistory History { get; init; } = RestartHistory.First;

    /// <summary>Which attempt this is, or is to be, from 1.</summary>
    internal int Attempt => History.Attempt;

    /// <summary>Whether this attempt turned out ready; null: not known yet, or nobody asked.</summary>
    internal bool? Ready { get; init; }

    /// <summary>Between asking and killing when a stop does not say.</summary>
    internal TimeSpan Grace => TimeSpan.FromMilliseconds(Entry.Policies?.Stop?.GraceMilliseconds ?? MessageLimits.DefaultGraceMilliseconds);

    /// <summary>The keeper that was, or will be, asked to start it.</summary>
    internal string? Keeper { get; init; }

    /// <summary>A line of the journal was lost while it lived, and may have been about it.</summary>
    internal bool Doubtful { get; init; }

    /// <summary>Which process it is, for certain; null before it runs.</summary>
    internal ProcessStamp? Stamp { get; init; }

    /// <summary>When it was started; null before.</summary>
    internal DateTimeOffset? StartedAt { get; init; }

    /// <summary>Why it is to end; null: nobody asked.</summary>
    internal string? StopReason { get; init; }

    /// <summary>Why it was not started; null unless <see cref="StartPhase.NotStarted"/>.</summary>
    internal string? Refusal { get; init; }

    /// <summary>The last word about it; null unless <see cref="StartPhase.Ended"/>.</summary>
    internal ProcessStatusEntry? Outcome { get; init; }

    /// <summary>True while the server must be told more about it.</summary>
    internal bool IsAlive => Phase is StartPhase.Pending or StartPhase.Launching or StartPhase.Running;
}
