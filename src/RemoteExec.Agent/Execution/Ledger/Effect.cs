using RemoteExec.Processes;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Ledger;

/// <summary>What a decision wants done, after its lines are safe.</summary>
internal abstract record Effect
{
    /// <summary>Wait for a delay's end.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="DueAt">By the wall clock.</param>
    /// <param name="Longest">It never waits longer from now: the clock was set back.</param>
    internal sealed record Schedule(WireId Id, DateTimeOffset DueAt, TimeSpan Longest) : Effect;

    /// <summary>Wait for an instant of the server's time, µs since 1970.</summary>
    internal sealed record Await(WireId Id, long At) : Effect;

    /// <summary>Start a program. Nothing but this starts one.</summary>
    internal sealed record Launch(WireId Id, ExecuteEntry Entry) : Effect;

    /// <summary>Have the keeper take over a process that another keeper started.</summary>
    internal sealed record Adopt(WireId Id, ProcessStamp Stamp) : Effect;

    /// <summary>The keeper may forget how a process ended: it is written down.</summary>
    internal sealed record Done(WireId Id, int Attempt) : Effect;

    /// <summary>Ask for a process's end at a time.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="At">By the wall clock.</param>
    /// <param name="Longest">It never waits longer from now.</param>
    internal sealed record Limit(WireId Id, DateTimeOffset At, TimeSpan Longest) : Effect;

    /// <summary>End a process.</summary>
    internal sealed record Stop(WireId Id, TimeSpan Grace) : Effect;
}

/// <summary>What was decided: the lines that change the ledger, and what follows from them.</summary>
/// <param name="State">After.</param>
/// <param name="Lines">In order.</param>
/// <param name="Effects">In order.</param>
internal readonly record struct Decision(LedgerState State, IReadOnlyList<LedgerLine> Lines, IReadOnlyList<Effect> Effects);
