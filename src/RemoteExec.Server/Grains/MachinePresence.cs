using System.Collections.Concurrent;

namespace RemoteExec.Server.Grains;

/// <summary>
/// The machines of which their grains know more than is stored: they are connected, or have a clone. Of all others a list takes the stored row, so that it neither wakes the grains
/// of a whole fleet nor keeps them awake. One server is one process (ADR 0002), so this is all of them.
/// </summary>
internal sealed class MachinePresence
{
    private readonly ConcurrentDictionary<string, bool> _present = new(StringComparer.Ordinal);

    internal bool Has(string machineId) => _present.ContainsKey(machineId);

    internal void Add(string machineId) => _present[machineId] = true;

    internal void Remove(string machineId) => _present.TryRemove(machineId, out _);
}
