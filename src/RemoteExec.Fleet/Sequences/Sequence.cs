namespace RemoteExec.Fleet.Sequences;

/// <summary>A named plan: tracks side by side, each a target and its ordered steps. What an operator writes; nothing in it depends on the fleet.</summary>
/// <param name="Name">Unique among sequences; see <see cref="SequenceRules.FindNameProblem"/>.</param>
/// <param name="Tracks">1–<see cref="SequenceRules.MostTracks"/>.</param>
public sealed record Sequence(string Name, IReadOnlyList<Track> Tracks)
{
    /// <summary>For people; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>What becomes of the run when a required step fails before everything is ready.</summary>
    public OnFailure OnFailure { get; init; } = OnFailure.Continue;

    /// <summary>What becomes of steps whose machine is away when the run begins.</summary>
    public OfflineRule Offline { get; init; } = OfflineRule.Refuse;

    /// <summary>With <see cref="OfflineRule.Queue"/>: so long a step waits for its machine, milliseconds.</summary>
    public int QueueMilliseconds { get; init; } = SequenceRules.DefaultQueueMilliseconds;

    /// <summary>Whom to write when a step fails or the run ends: e-mail addresses, and webhooks as <c>webhook:NAME</c>.</summary>
    public IReadOnlyList<string> Notify { get; init; } = [];
}

/// <summary>Machines, and what happens on each of them in order.</summary>
/// <param name="Name">What <see cref="After"/> of other tracks calls it; unique in its sequence; the target, when the file gives none.</param>
/// <param name="Target">Which machines; read when a run is planned.</param>
/// <param name="Steps">In order; none: it only waits, and lets others wait for it.</param>
public sealed record Track(string Name, string Target, IReadOnlyList<Step> Steps)
{
    /// <summary>From its barrier to its start, milliseconds.</summary>
    public int DelayMilliseconds { get; init; }

    /// <summary>Tracks every step of which must be ready before this one begins; empty: it begins with the run.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>So many machines of the target are brought up at a time; 0: all.</summary>
    public int Concurrency { get; init; }

    /// <summary>From one machine of the target to the next, milliseconds.</summary>
    public int StaggerMilliseconds { get; init; }
}
