using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Sequences;

/// <summary>One program of a track, or the waking of its machine.</summary>
/// <param name="Name">Unique in its track.</param>
/// <param name="Executable">What is started; its delay counts from the start of the track. Of a step that wakes: nothing.</param>
public sealed record Step(string Name, Executable Executable)
{
    /// <summary>Whether its failure is the run's. False: it is told, and everything goes on.</summary>
    public bool Required { get; init; } = true;

    /// <summary>Whether its failure is written to those whom the sequence names.</summary>
    public bool Notify { get; init; } = true;

    /// <summary>So long it waits for its machine, which it wakes over the network, milliseconds; null: it starts a program.</summary>
    public int? WakeMilliseconds { get; init; }

    /// <summary>Whether it wakes its machine, and starts nothing.</summary>
    public bool IsWake => WakeMilliseconds is not null;

    /// <summary>Whether it has a condition; without one it is ready when started.</summary>
    public bool HasReady => IsWake || Executable.Policies?.Ready is not null;

    /// <summary>A step that wakes its machine, and is ready when it is connected.</summary>
    /// <param name="name">Unique in its track.</param>
    /// <param name="milliseconds">So long it waits for it, <see cref="SequenceRules.LeastWakeMilliseconds"/>–<see cref="SequenceRules.MostWakeMilliseconds"/>.</param>
    public static Step Wake(string name, int milliseconds) => new(name, new Executable("", "", [])) { WakeMilliseconds = milliseconds };
}
