using System.Collections.Immutable;

namespace RemoteExec.Fleet.Machines;

/// <summary>The connection that speaks for a machine now.</summary>
/// <param name="Id">New for every connection.</param>
/// <param name="Journalled">It sends a snapshot first, and may be sent again what it has not answered.</param>
/// <param name="CanKill">It can be asked to stop processes.</param>
/// <param name="Ready">Its snapshot has ended, or it sends none: only now the machine counts as connected.</param>
/// <param name="Seen">Processes that it told of since it came; what is not among them at the snapshot's end is gone.</param>
public sealed record MachineSession(Guid Id, bool Journalled, bool CanKill, bool Ready, ImmutableHashSet<long> Seen);
