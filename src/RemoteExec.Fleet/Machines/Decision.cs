namespace RemoteExec.Fleet.Machines;

/// <summary>The state after an event, and what is to be done.</summary>
/// <param name="State">After the event.</param>
/// <param name="Effects">In order.</param>
public sealed record Decision(MachineState State, IReadOnlyList<MachineEffect> Effects)
{
    /// <summary>Why a command was refused; null when it was not.</summary>
    public Refusal? Refusal { get; init; }
}

/// <summary>A refusal that a person can act on.</summary>
/// <param name="Code">Stable, for scripts.</param>
/// <param name="Sentence">What to do next.</param>
public sealed record Refusal(string Code, string Sentence);
