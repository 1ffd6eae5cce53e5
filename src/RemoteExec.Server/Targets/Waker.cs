using RemoteExec.Fleet.Machines;
using RemoteExec.Server.Grains;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Targets;

/// <summary>What came of waking a machine.</summary>
/// <param name="IsThere">It is connected, and nothing was sent.</param>
/// <param name="Relays">Names of the machines that were asked to wake it.</param>
/// <param name="Obstacle">Why nobody was; null: somebody was, or it is there.</param>
internal sealed record WakeOutcome(bool IsThere, IReadOnlyList<string> Relays, string? Obstacle);

/// <summary>Has machines that are away woken by their neighbours.</summary>
internal sealed class Waker(IFleetReader reader, IGrainFactory grains, TimeProvider time)
{
    // A run that wakes a thousand machines looks at the fleet once.
    private static readonly TimeSpan FleetCounts = TimeSpan.FromSeconds(5);

    private (long At, Task<Neighbourhood> Neighbours)? _known;

    /// <summary>Wakes.</summary>
    /// <param name="machineId">The machine.</param>
    /// <param name="run">A run that is told when it comes; null: none.</param>
    internal async Task<WakeOutcome> WakeAsync(string machineId, long? run)
    {
        if (await grains.GetGrain<IMachineGrain>(machineId).IsThereAsync(run).ConfigureAwait(false))
        {
            return new WakeOutcome(true, [], null);
        }

        if (await reader.MachineAsync(machineId, CancellationToken.None).ConfigureAwait(false) is not { } sleeper)
        {
            return new WakeOutcome(false, [], "the machine was removed");
        }

        // Who has just come for the first time is not in what was read some seconds ago.
        var asked = time.GetTimestamp();
        var relays = await SendAsync(sleeper, await NeighboursAsync(asked, FleetCounts).ConfigureAwait(false)).ConfigureAwait(false);
        if (relays.Count == 0)
        {
            relays = await SendAsync(sleeper, await NeighboursAsync(asked, TimeSpan.Zero).ConfigureAwait(false)).ConfigureAwait(false);
        }

        return new WakeOutcome(false, relays, relays.Count > 0 ? null : new Neighbourhood([]).FindObstacle(sleeper));
    }

    private async Task<IReadOnlyList<string>> SendAsync(Machine sleeper, Neighbourhood neighbours)
    {
        List<string> relays = [];
        foreach (var neighbour in neighbours.Of(sleeper))
        {
            if (relays.Count < Neighbourhood.MostRelays && await grains.GetGrain<IMachineGrain>(neighbour.Id).WakeOthersAsync(Neighbourhood.MacsOf(sleeper)).ConfigureAwait(false))
            {
                relays.Add(neighbour.Name);
            }
        }

        return relays;
    }

    /// <summary>Who is on which network, read at most so long before somebody asked.</summary>
    private async Task<Neighbourhood> NeighboursAsync(long asked, TimeSpan before)
    {
        if (_known is not { } known || time.GetElapsedTime(known.At, asked) > before || known.Neighbours.IsFaulted)
        {
            known = (time.GetTimestamp(), ReadAsync());
            _known = known;
        }

        return await known.Neighbours.ConfigureAwait(false);
    }

    private async Task<Neighbourhood> ReadAsync() => new(await reader.MachinesAsync(null, int.MaxValue, CancellationToken.None).ConfigureAwait(false));
}
