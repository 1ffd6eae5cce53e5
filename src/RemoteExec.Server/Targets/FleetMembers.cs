using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Sequences;
using RemoteExec.Fleet.Targets;
using RemoteExec.Server.Grains;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Targets;

/// <summary>The fleet of this moment as a plan sees it.</summary>
internal sealed class FleetMembers(IFleetReader reader, IGrainFactory grains)
{
    /// <summary>Every machine; only those that the sequence means, and who might wake them, are asked whether they are there.</summary>
    internal async Task<IReadOnlyList<FleetMember>> MeantByAsync(Sequence sequence)
    {
        var fleet = await reader.MachinesAsync(null, int.MaxValue, CancellationToken.None);
        var meant = new HashSet<string>(StringComparer.Ordinal);
        Neighbourhood? neighbours = null;
        foreach (var track in sequence.Tracks)
        {
            if (TargetExpression.TryParse(track.Target, out var target, out _))
            {
                target.TryResolve(fleet, out var machines, out _);
                meant.UnionWith(machines.Select(machine => machine.Id));
                if (track.Steps is [{ IsWake: true }, ..])
                {
                    neighbours ??= new Neighbourhood(fleet);
                    meant.UnionWith(machines.SelectMany(neighbours.Of).Select(machine => machine.Id));
                }
            }
        }

        return await Task.WhenAll(fleet.Select(async machine =>
            meant.Contains(machine.Id) && await grains.GetGrain<IMachineGrain>(machine.Id).ViewAsync() is { } view
                ? new FleetMember(view.Machine, view.Connected, view.Live)
                : new FleetMember(machine, connected: false)));
    }
}
