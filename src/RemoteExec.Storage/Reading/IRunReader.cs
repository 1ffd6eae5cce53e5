using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Storage.Reading;

/// <summary>Sequences and runs as they are stored, for those who ask. Committed rows only.</summary>
public interface IRunReader
{
    /// <summary>Sequences by name, those after <paramref name="afterName"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<SequenceRow>> SequencesAsync(string? afterName, int limit, CancellationToken cancellation);

    /// <summary>One sequence by its name, whatever the case of its letters.</summary>
    Task<SequenceRow?> SequenceAsync(string name, CancellationToken cancellation);

    /// <summary>Runs by falling id, those before <paramref name="beforeId"/> (null: from the newest).</summary>
    /// <param name="sequence">Only of this sequence; null: of all.</param>
    Task<IReadOnlyList<RunRow>> RunsAsync(string? sequence, long? beforeId, int limit, CancellationToken cancellation);

    /// <summary>The same runs as <see cref="RunsAsync"/>, and of each only what a list says.</summary>
    Task<IReadOnlyList<RunHead>> RunHeadsAsync(string? sequence, long? beforeId, int limit, CancellationToken cancellation);

    /// <summary>One run.</summary>
    Task<RunRow?> RunAsync(long id, CancellationToken cancellation);

    /// <summary>The steps of a sequence in the last <see cref="UsualTimes.MostRuns"/> of its runs before one, those that were started, the latest first.</summary>
    Task<ILookup<StepOfMachine, StepTimes>> EarlierAsync(string sequence, long beforeRun, CancellationToken cancellation);

    /// <summary>The newest run of a sequence that has not ended; null: none.</summary>
    Task<long?> UnderWayAsync(string sequence, CancellationToken cancellation);

    /// <summary>Ids of the runs that have not ended, rising.</summary>
    Task<IReadOnlyList<long>> OpenRunsAsync(CancellationToken cancellation);

    /// <summary>The highest id ever given to a run; 0: none.</summary>
    Task<long> HighestRunIdAsync(CancellationToken cancellation);

    /// <summary>The processes that perform steps of a run.</summary>
    /// <param name="machineId">Only of this machine; null: of all.</param>
    Task<IReadOnlyList<FleetProcess>> ProcessesOfAsync(long run, string? machineId, CancellationToken cancellation);
}

/// <summary>A sequence as it is stored.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Text">The file as it was applied.</param>
/// <param name="Version">Rises with every change, 1…</param>
/// <param name="UpdatedAt">When it was changed last.</param>
/// <param name="UpdatedBy">By whom.</param>
public sealed record SequenceRow(Sequence Sequence, string Text, long Version, DateTimeOffset UpdatedAt, string UpdatedBy);

/// <summary>A run as it is stored.</summary>
/// <param name="Id">1…, never used again.</param>
/// <param name="StartedBy">Who asked for it.</param>
/// <param name="State">Where it stands, with its plan.</param>
public sealed record RunRow(long Id, string StartedBy, RunState State);

/// <summary>A step on one machine, whatever the run.</summary>
/// <param name="MachineId">The machine.</param>
/// <param name="Track">Its track's name.</param>
/// <param name="Step">Its name.</param>
public sealed record StepOfMachine(string MachineId, string Track, string Step);
