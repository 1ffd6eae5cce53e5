namespace RemoteExec.Fleet.Runs.Rehearsals;

/// <summary>Something that happened in a rehearsal.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">For example <c>step.ready</c>.</param>
/// <param name="Lane">The lane; null: the run.</param>
/// <param name="Step">The step; null: the run.</param>
/// <param name="Text">For people.</param>
public sealed record Happening(DateTimeOffset At, string Kind, int? Lane, int? Step, string Text);

/// <summary>A rehearsal from its beginning to the moment at which everything is ready, or the run is over.</summary>
/// <param name="State">At its end.</param>
/// <param name="Happenings">In order.</param>
/// <param name="IsCutShort">True: it did not come to an end within <see cref="Rehearsal.MostEvents"/>.</param>
public sealed record RehearsedRun(RunState State, IReadOnlyList<Happening> Happenings, bool IsCutShort);

/// <summary>Performs a plan with the rules that conduct real runs, on made-up machines and in no time. Nothing is started.</summary>
public static class Rehearsal
{
    /// <summary>Events at most; a plan of the largest size has fewer.</summary>
    public const int MostEvents = 1_000_000;

    /// <summary>Performs.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="parts">How the program of a lane's step behaves.</param>
    /// <param name="begin">When it begins.</param>
    public static RehearsedRun Perform(RunPlan plan, Func<Lane, int, Part> parts, DateTimeOffset begin)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(parts);
        var stage = new Stage(plan, parts, begin);
        stage.Begin();
        for (var i = 0; i < MostEvents; i++)
        {
            if (stage.State.Phase == RunPhase.Ready || stage.State.Phase == RunPhase.Halted || stage.State.Phase.IsFinal() || !stage.Next())
            {
                return new RehearsedRun(stage.State, stage.Happenings, IsCutShort: false);
            }
        }

        return new RehearsedRun(stage.State, stage.Happenings, IsCutShort: true);
    }
}
