using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Sequences;
using RemoteExec.Server.Accounts;

namespace RemoteExec.Server.Grains.Sequences;

/// <summary>The one owner of a sequence: two editors, or two who start it, come one after the other. Key: its name in lower case.</summary>
internal interface ISequenceGrain : IGrainWithStringKey
{
    /// <summary>Stores it.</summary>
    /// <param name="sequence">One without problems.</param>
    /// <param name="text">The file that it was read from.</param>
    /// <param name="expected">The version that it replaces; 0: none; null: whichever.</param>
    /// <param name="by">Who.</param>
    Task<SequenceOutcome> PutAsync(Sequence sequence, string text, long? expected, Caller by);

    /// <summary>Forgets it; runs that are under way go on.</summary>
    /// <param name="expected">The version that is meant; null: whichever.</param>
    /// <param name="by">Who.</param>
    /// <returns>Null when it is gone, else why not.</returns>
    Task<CommandRefusal?> DeleteAsync(long? expected, Caller by);

    /// <summary>Plans it for the fleet of this moment.</summary>
    /// <returns>Null when there is no such sequence.</returns>
    Task<Planning?> CheckAsync();

    /// <summary>Plans it and, if nothing stands in the way, begins a run.</summary>
    Task<RunOutcome> StartAsync(Caller by);
}

/// <summary>What became of a change.</summary>
/// <param name="Refusal">Null when it was stored.</param>
/// <param name="Version">The version that is stored now; 0: none.</param>
/// <param name="IsNew">Whether there was none before.</param>
[GenerateSerializer, Immutable]
internal sealed record SequenceOutcome([property: Id(0)] CommandRefusal? Refusal, [property: Id(1)] long Version, [property: Id(2)] bool IsNew);

/// <summary>What became of a start.</summary>
/// <param name="Refusal">Null when it was planned.</param>
/// <param name="Run">The run; null when it did not begin.</param>
/// <param name="Findings">Everything that stands in the way, and what was remarked.</param>
[GenerateSerializer, Immutable]
internal sealed record RunOutcome([property: Id(0)] CommandRefusal? Refusal, [property: Id(1)] long? Run, [property: Id(2)] IReadOnlyList<Finding> Findings);
