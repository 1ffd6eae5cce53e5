using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Runs;
using RemoteExec.Server.Accounts;

namespace RemoteExec.Server.Grains.Runs;

/// <summary>The one conductor of a run. Key: the run's id. What it knows is in storage: it may die at any instant.</summary>
internal interface IRunGrain : IGrainWithIntegerKey
{
    /// <summary>Begins. Returns after the record is committed.</summary>
    /// <returns>Null when it has begun, else why not.</returns>
    Task<CommandRefusal?> BeginAsync(RunPlan plan, Caller by);

    /// <summary>Comes up and goes on, if it has not ended.</summary>
    Task ResumeAsync();

    /// <summary>Processes of it have changed; they are stored.</summary>
    Task NewsAsync(IReadOnlyList<FleetProcess> processes);

    /// <summary>A machine that it waited for is there.</summary>
    Task CameAsync(string machineId);

    /// <summary>A machine that performs in it was removed.</summary>
    Task MachineRemovedAsync(string machineId);

    /// <summary>Asks for its end. Returns after the record is committed.</summary>
    /// <returns>Null when it is being stopped, else why not.</returns>
    Task<CommandRefusal?> StopAsync(Caller by);
}
