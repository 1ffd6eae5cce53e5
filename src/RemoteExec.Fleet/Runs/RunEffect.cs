namespace RemoteExec.Fleet.Runs;

/// <summary>Something a decision about a run wants done, once its state has been stored. Each may be asked for again after a crash, and must then do nothing more.</summary>
public abstract record RunEffect
{
    private RunEffect()
    {
    }

    /// <summary>Start steps of a lane, in order, as one request.</summary>
    /// <param name="Lane">The lane.</param>
    /// <param name="Steps">Which, and when.</param>
    /// <param name="QueueMilliseconds">How long they may wait for their machine, 1…</param>
    public sealed record Start(int Lane, IReadOnlyList<StepStart> Steps, int QueueMilliseconds) : RunEffect;

    /// <summary>Stop the program of a step.</summary>
    /// <param name="Lane">The lane.</param>
    /// <param name="Step">The step.</param>
    /// <param name="ProcessId">Its process.</param>
    public sealed record Stop(int Lane, int Step, long ProcessId) : RunEffect;

    /// <summary>Wake the machine of a lane, unless it is there, and say when it is.</summary>
    /// <param name="Lane">The lane.</param>
    /// <param name="Step">The step that wakes it.</param>
    public sealed record Wake(int Lane, int Step) : RunEffect;

    /// <summary>Tell everyone who watches, and history.</summary>
    /// <param name="Kind">For example <c>run.ready</c>.</param>
    /// <param name="Lane">The lane it is about; null: the run.</param>
    /// <param name="Step">The step it is about; null: the run.</param>
    /// <param name="Text">For people.</param>
    public sealed record Tell(string Kind, int? Lane, int? Step, string Text) : RunEffect;
}

/// <summary>When a step is to start.</summary>
/// <param name="Step">Its place in its track.</param>
/// <param name="DelayMilliseconds">From receipt; 0 with <paramref name="At"/>.</param>
/// <param name="At">An instant of the server's clock; null: after the delay.</param>
public sealed record StepStart(int Step, int DelayMilliseconds, DateTimeOffset? At);

/// <summary>The state after an event, and what is to be done.</summary>
/// <param name="State">After it.</param>
/// <param name="Effects">In order.</param>
public sealed record RunDecision(RunState State, IReadOnlyList<RunEffect> Effects);
