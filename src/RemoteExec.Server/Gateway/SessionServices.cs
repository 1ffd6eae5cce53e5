using RemoteExec.Server.Grains;

namespace RemoteExec.Server.Gateway;

/// <summary>What every session needs of the server.</summary>
internal sealed record SessionServices(
    IGrainFactory Grains, SessionTable Sessions, GatewayMetrics Metrics, TimeProvider Time, ILogger<AgentSession> Log)
{
    internal IFleetGrain Fleet => Grains.GetGrain<IFleetGrain>(IFleetGrain.Key);

    internal IMachineGrain Machine(string id) => Grains.GetGrain<IMachineGrain>(id);
}
