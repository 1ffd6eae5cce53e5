using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Storage.Reading;

/// <summary>What is stored, for those who ask.</summary>
public interface IFleetQueries
{
    /// <summary>All machines, by name.</summary>
    Task<IReadOnlyList<Machine>> ListMachinesAsync(CancellationToken cancel = default);

    /// <summary>One machine, by id or name (of any letter case); null: there is none.</summary>
    Task<Machine?> FindMachineAsync(string idOrName, CancellationToken cancel = default);

    /// <summary>A machine's processes that have not ended, by id.</summary>
    Task<IReadOnlyList<FleetProcess>> ListLiveAsync(string machineId, CancellationToken cancel = default);

    /// <summary>Processes, the newest first.</summary>
    /// <param name="all">False: only those that have not ended.</param>
    /// <param name="machineIds">Of these machines; null: of all.</param>
    /// <param name="before">Older than this id; null: from the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancel">Cancels.</param>
    Task<IReadOnlyList<FleetProcess>> ListProcessesAsync(
        bool all, IReadOnlyCollection<string>? machineIds, long? before, int limit, CancellationToken cancel = default);

    /// <summary>Processes by id; those that are not there are missing from the answer.</summary>
    Task<IReadOnlyList<FleetProcess>> GetProcessesAsync(IReadOnlyCollection<long> ids, CancellationToken cancel = default);

    /// <summary>Events after one, in order.</summary>
    Task<IReadOnlyList<FleetEvent>> ReadEventsAsync(long after, int limit, CancellationToken cancel = default);

    /// <summary>The id of the newest event; 0: none.</summary>
    Task<long> LastEventIdAsync(CancellationToken cancel = default);

    /// <summary>Output of processes after a cursor, in the order in which it came.</summary>
    /// <param name="processIds">Of these processes.</param>
    /// <param name="after">After this cursor; 0: from the beginning.</param>
    /// <param name="stream">1 stdout, 2 stderr, null both.</param>
    /// <param name="limit">At most so many pieces.</param>
    /// <param name="cancel">Cancels.</param>
    Task<IReadOnlyList<OutputChunk>> ReadOutputAsync(
        IReadOnlyCollection<long> processIds, long after, int? stream, int limit, CancellationToken cancel = default);

    /// <summary>How far each stream of a process is stored: the offset behind its last byte.</summary>
    Task<IReadOnlyDictionary<int, long>> OutputEndsAsync(long processId, CancellationToken cancel = default);

    /// <summary>The highest process id ever given; 0: none.</summary>
    Task<long> HighestProcessIdAsync(CancellationToken cancel = default);
}
