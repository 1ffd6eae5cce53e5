using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Runs;
using RemoteExec.Server.Grains.Runs;

namespace RemoteExec.Server.Grains;

/// <summary>Here: what a machine's owner and the conductors of runs say to each other.</summary>
internal sealed partial class MachineGrain
{
    private const string CheckExtension = "check";

    private readonly HashSet<long> _waitedForBy = [];

    // Its conductor died between asking and hearing: what was started is told, and not started again.
    private async Task<StartOutcome> StartRestAsync(StartCommand command, List<FleetProcess> known)
    {
        var open = Enumerable.Range(0, command.Executables.Count).Where(i => known.TrueForAll(process => process.Origin != command.Origins![i])).ToList();
        var rest = open.Count == 0
            ? new StartOutcome(null, [])
            : await StartAsync(command with { Executables = [.. open.Select(i => command.Executables[i])], Origins = [.. open.Select(i => command.Origins![i])] });
        return rest.Refusal is not null ? rest : new StartOutcome(null, [.. known, .. rest.Processes]);
    }

    public async Task<CheckOutcome> CheckAsync(IReadOnlyList<Executable> executables)
    {
        if (_outbox.Route is not { } route || !_state.IsConnected)
        {
            return new CheckOutcome(CheckAnswer.Away, []);
        }

        if (!_state.Machine!.Extensions.Contains(CheckExtension))
        {
            return new CheckOutcome(CheckAnswer.Unable, []);
        }

        return await route.Route.CheckAsync(new RouteCheck(executables)) is { } answers
            ? new CheckOutcome(CheckAnswer.Given, [.. answers.OrderBy(answer => answer.WireId).Select(answer => answer.Started ? null : answer.Message)])
            : new CheckOutcome(CheckAnswer.Late, []);
    }

    public Task<bool> IsThereAsync(long? run)
    {
        if (run is { } waiting && !_state.IsConnected)
        {
            // Who comes up anew has forgotten them, and they ask again every few seconds.
            _waitedForBy.Add(waiting);
        }

        return Task.FromResult(_state.IsConnected);
    }

    public async Task<bool> WakeOthersAsync(IReadOnlyList<string> macs) =>
        _state.IsConnected && _outbox.Route is { } route && await route.Route.WakeAsync(new RouteWake(macs));

    private void TellThoseWhoWait()
    {
        foreach (var run in _waitedForBy)
        {
            GrainFactory.GetGrain<IRunGrain>(run).CameAsync(this.GetPrimaryKeyString()).Ignore();
        }

        _waitedForBy.Clear();
    }

    private void TellConductors(Task stored, IReadOnlyList<MachineEffect> effects)
    {
        foreach (var news in effects.OfType<MachineEffect.SaveProcess>().Where(save => save.Process.Origin is not null).GroupBy(save => save.Process.Origin!.Run))
        {
            _ = TellConductorAsync(stored, news.Key, [.. news.Select(save => save.Process)]);
        }
    }

    private void TellOfRemoval(List<long> conductors, string machineId) =>
        conductors.ForEach(run => GrainFactory.GetGrain<IRunGrain>(run).MachineRemovedAsync(machineId).Ignore());

    private static List<long> ConductorsOf(IEnumerable<FleetProcess> processes) =>
        [.. processes.Where(process => process.Origin is not null).Select(process => process.Origin!.Run).Distinct()];

    // A conductor that does not hear it looks at what is stored from time to time.
    private async Task TellConductorAsync(Task stored, long run, IReadOnlyList<FleetProcess> processes)
    {
        try
        {
            await stored;
            await GrainFactory.GetGrain<IRunGrain>(run).NewsAsync(processes);
        }
        catch (Exception e)
        {
            MachineLog.ConductorNotTold(log, run, e.Message);
        }
    }

    private async Task<List<FleetProcess>> KnownAsync(IReadOnlyList<RunOrigin>? origins)
    {
        if (origins is null or [])
        {
            return [];
        }

        var stored = await runs.ProcessesOfAsync(origins[0].Run, this.GetPrimaryKeyString(), CancellationToken.None);
        return [.. stored.Concat(_state.Ended.Values).Concat(_state.Live.Values)
            .Where(process => process.Origin is not null && origins.Contains(process.Origin))
            .GroupBy(process => process.Id).Select(same => same.Last())];
    }
}
