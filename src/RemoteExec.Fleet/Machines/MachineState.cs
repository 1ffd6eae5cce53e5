using System.Collections.Immutable;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Machines;

/// <summary>Everything that decisions about one machine depend on.</summary>
/// <param name="Machine">What is remembered of it; null before it was ever seen.</param>
/// <param name="Session">Its connection; null while it is away.</param>
/// <param name="Live">Its processes that have not ended, by wire id.</param>
/// <param name="Ended">The ones that ended lately, by wire id: a late or repeated word about them is recognised.</param>
public sealed record MachineState(
    Machine? Machine,
    MachineSession? Session,
    ImmutableSortedDictionary<long, FleetProcess> Live,
    ImmutableSortedDictionary<long, FleetProcess> Ended)
{
    /// <summary>A machine that nobody has seen.</summary>
    public static readonly MachineState Unseen = new(
        null, null, ImmutableSortedDictionary<long, FleetProcess>.Empty, ImmutableSortedDictionary<long, FleetProcess>.Empty);

    /// <summary>True when processes can be started on it now.</summary>
    public bool IsConnected => Session is { Ready: true };
}
