using RemoteExec.Fleet.Machines;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Grains;

/// <inheritdoc cref="IFleetGrain"/>
internal sealed class FleetGrain(IFleetReader reader) : Grain, IFleetGrain
{
    private readonly Dictionary<string, string> _ownerOf = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _nameOf = [];
    private readonly Dictionary<string, long> _nextOf = [];
    private readonly Dictionary<string, Dictionary<int, Guid>> _slotsOf = [];

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var machine in await reader.MachinesAsync(null, int.MaxValue, cancellationToken))
        {
            Take(machine.Id, machine.Name);
            if (machine.AgentKey is null && machine.Addresses.Count > 0)
            {
                var address = machine.Addresses[0];
                _nextOf[address] = Math.Max(_nextOf.GetValueOrDefault(address, 1), machine.NextWireId);
            }
        }

        // Slots are known only here: who holds one is connected now.
        DelayDeactivation(TimeSpan.FromDays(365));
    }

    public Task<string> ClaimNameAsync(string machineId, string wanted)
    {
        var name = MachineNames.MakeUnique(wanted, taken => _ownerOf.TryGetValue(taken, out var owner) && owner != machineId);
        Take(machineId, name);
        return Task.FromResult(name);
    }

    public Task<string?> RenameAsync(string machineId, string name)
    {
        if (_ownerOf.TryGetValue(name, out var owner) && owner != machineId)
        {
            return Task.FromResult<string?>($"another machine is called {name}");
        }

        Take(machineId, name);
        return Task.FromResult<string?>(null);
    }

    public Task ForgetAsync(string machineId)
    {
        Free(machineId);
        return Task.CompletedTask;
    }

    public Task<int> ClaimSlotAsync(string address, Guid session)
    {
        if (!_slotsOf.TryGetValue(address, out var held))
        {
            held = _slotsOf[address] = [];
        }

        var slot = PlainSlots.LowestFree(held.Keys.ToHashSet());
        held[slot] = session;
        return Task.FromResult(slot);
    }

    public Task ReleaseSlotAsync(string address, int slot, Guid session)
    {
        if (_slotsOf.TryGetValue(address, out var held) && held.TryGetValue(slot, out var holder) && holder == session)
        {
            held.Remove(slot);
            if (held.Count == 0)
            {
                _slotsOf.Remove(address);
            }
        }

        return Task.CompletedTask;
    }

    public Task<long> ReserveWireIdsAsync(string address, long atLeast, int count)
    {
        var first = Math.Max(_nextOf.GetValueOrDefault(address, 1), atLeast);
        _nextOf[address] = first + count;
        return Task.FromResult(first);
    }

    private void Take(string machineId, string name)
    {
        Free(machineId);
        _ownerOf[name] = machineId;
        _nameOf[machineId] = name;
    }

    private void Free(string machineId)
    {
        if (_nameOf.Remove(machineId, out var name))
        {
            _ownerOf.Remove(name);
        }
    }
}
