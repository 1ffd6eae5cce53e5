using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Targets;

namespace RemoteExec.Storage.Reading;

/// <summary>What is stored, for those who ask. Committed rows only.</summary>
public interface IFleetReader
{
    /// <summary>Machines by name, those after <paramref name="afterName"/>, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<Machine>> MachinesAsync(string? afterName, int limit, CancellationToken cancellation);

    /// <summary>Machines by name: all that a target means, and perhaps some that it does not. It is resolved among them without reading the whole fleet.</summary>
    Task<IReadOnlyList<Machine>> CandidatesAsync(TargetExpression target, CancellationToken cancellation);

    /// <summary>One machine by its id, else by its name, whatever the case of its letters.</summary>
    Task<Machine?> MachineAsync(string idOrName, CancellationToken cancellation);

    /// <summary>Processes by rising id, those after <paramref name="afterId"/>.</summary>
    /// <param name="machineIds">Only of these machines; null: of all.</param>
    /// <param name="withEnded">Whether ended ones count.</param>
    Task<IReadOnlyList<ProcessRow>> ProcessesAsync(
        IReadOnlyCollection<string>? machineIds, bool withEnded, long afterId, int limit, CancellationToken cancellation);

    /// <summary>Those of the given processes that exist, by rising id.</summary>
    Task<IReadOnlyList<ProcessRow>> ProcessesAsync(IReadOnlyCollection<long> ids, CancellationToken cancellation);

    /// <summary>Output of the given processes in the order in which it was committed, pieces after <paramref name="afterPiece"/>.</summary>
    Task<IReadOnlyList<OutputRow>> OutputAsync(IReadOnlyCollection<long> processIds, long afterPiece, int limit, CancellationToken cancellation);

    /// <summary>Events after <paramref name="afterId"/>, by rising id.</summary>
    Task<IReadOnlyList<EventRow>> EventsAsync(long afterId, int limit, CancellationToken cancellation);

    /// <summary>The id of the newest event; 0 when there is none.</summary>
    Task<long> NewestEventAsync(CancellationToken cancellation);

    /// <summary>A machine's processes that have not ended, by rising id.</summary>
    Task<IReadOnlyList<FleetProcess>> LiveAsync(string machineId, CancellationToken cancellation);

    /// <summary>A machine's processes that ended last.</summary>
    Task<IReadOnlyList<FleetProcess>> EndedLatelyAsync(string machineId, int limit, CancellationToken cancellation);

    /// <summary>How far each stream of a process is stored (1 stdout, 2 stderr): the offset behind its last byte.</summary>
    Task<IReadOnlyDictionary<int, long>> OutputEndsAsync(long processId, CancellationToken cancellation);

    /// <summary>The highest process id ever given; 0: none.</summary>
    Task<long> HighestProcessIdAsync(CancellationToken cancellation);
}

/// <summary>A process and its machine's name.</summary>
public sealed record ProcessRow(FleetProcess Process, string Machine);

/// <summary>A piece of output.</summary>
/// <param name="Piece">Rises with every piece of every process: where a reader goes on.</param>
/// <param name="Stream">1 stdout, 2 stderr.</param>
/// <param name="Offset">Of its first byte in its stream.</param>
public sealed record OutputRow(long Piece, long ProcessId, int Stream, long Offset, DateTimeOffset At, byte[] Bytes);

/// <summary>Something that happened.</summary>
/// <param name="DataJson">More, as one JSON value without line breaks; null: nothing.</param>
public sealed record EventRow(
    long Id, DateTimeOffset At, string Kind, string? MachineId, string? Machine, long? ProcessId, string? DataJson);
