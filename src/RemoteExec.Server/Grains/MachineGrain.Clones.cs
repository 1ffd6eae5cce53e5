using RemoteExec.Fleet.Machines;
using RemoteExec.Storage;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Grains;

/// <summary>Here: another computer with the machine's key.</summary>
internal sealed partial class MachineGrain
{
    // In memory only: two that take each other's place are noticed again within minutes.
    private CloneWatch _clones = CloneWatch.Empty;

    /// <summary>The event of a clone that has just been noticed; null: none, or it is known.</summary>
    private StorageChange.AddEvent? WatchClones(MachineSide? side, Machine machine)
    {
        if (side is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var known = CloneRules.Current(_clones, now);
        _clones = CloneRules.Came(_clones, side, now);
        return known is null && _clones.Noticed is { } clone
            ? new StorageChange.AddEvent(new EventRow(
                0, now, "machine.cloned", machine.Id, machine.Name, null,
                EffectRecords.Text($"two computers have the key of {machine.Name} and take each other's place: {side}, and {clone.Other}; on the copy delete identity.key and let it join again")))
            : null;
    }
}
