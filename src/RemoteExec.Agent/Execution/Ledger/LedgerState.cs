using System.Collections.Immutable;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Ledger;

/// <summary>Everything an agent knows of the starts that one server asked for. It is what the journal of that server adds up to.</summary>
/// <param name="Starts">By id; ended ones too, so that a repeated id never starts twice.</param>
/// <param name="Outbox">What the server has not acknowledged, by number.</param>
/// <param name="Forgotten">Ids that ended long ago: remembered, without their outcome.</param>
/// <param name="NextReport">Number of the next report.</param>
/// <param name="HighestId">The highest integer id that was ever received; 0: none.</param>
/// <param name="Complete">False when a part of the journal was lost.</param>
internal sealed record LedgerState(
    ImmutableDictionary<WireId, Start> Starts,
    ImmutableSortedDictionary<long, Report> Outbox,
    IdSet Forgotten,
    long NextReport,
    long HighestId,
    bool Complete)
{
    /// <summary>The life of the keeper that is asked to start things; null before there was one.</summary>
    internal string? Keeper { get; init; }

    internal static readonly LedgerState Empty = new(
        ImmutableDictionary<WireId, Start>.Empty, ImmutableSortedDictionary<long, Report>.Empty, IdSet.Empty, 1, 0, true);

    /// <summary>In the order in which they came.</summary>
    internal IEnumerable<Start> Alive => Starts.Values.Where(start => start.IsAlive).OrderBy(start => start.Received);
}
