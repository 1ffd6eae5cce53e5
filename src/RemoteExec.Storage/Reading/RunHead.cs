using RemoteExec.Fleet.Runs;

namespace RemoteExec.Storage.Reading;

/// <summary>What a list says of a run: it is stored beside the run, so that a list reads neither plans nor steps.</summary>
/// <param name="Id">The run.</param>
/// <param name="StartedBy">Who asked for it.</param>
/// <param name="Sequence">Its sequence's name.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="BeganAt">When it began.</param>
public sealed record RunHead(long Id, string StartedBy, string Sequence, RunPhase Phase, DateTimeOffset BeganAt)
{
    /// <summary>When everything was ready.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The first failure of a required step, as a sentence; null: none.</summary>
    public string? Failure { get; init; }

    /// <summary>Who asked for its end; null: nobody.</summary>
    public string? StoppedBy { get; init; }

    /// <summary>What a list says of this run.</summary>
    public static RunHead Of(RunRow run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var state = run.State;
        return new RunHead(run.Id, run.StartedBy, state.Plan.Sequence.Name, state.Phase, state.BeganAt)
        {
            ReadyAt = state.ReadyAt,
            EndedAt = state.EndedAt,
            Failure = state.Failure,
            StoppedBy = state.StoppedBy,
        };
    }
}
