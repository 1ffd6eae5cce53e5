using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Sequences;

/// <summary>One program of a track.</summary>
/// <param name="Name">Unique in its track.</param>
/// <param name="Executable">What is started; its delay counts from the start of the track.</param>
public sealed record Step(string Name, Executable Executable)
{
    /// <summary>Whether its failure is the run's. False: it is told, and everything goes on.</summary>
    public bool Required { get; init; } = true;

    /// <summary>Whether its failure is written to those whom the sequence names.</summary>
    public bool Notify { get; init; } = true;

    /// <summary>Whether it has a condition; without one it is ready when started.</summary>
    public bool HasReady => Executable.Policies?.Ready is not null;
}
