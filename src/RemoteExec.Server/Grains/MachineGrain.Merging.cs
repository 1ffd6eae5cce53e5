using RemoteExec.Fleet.Machines;
using RemoteExec.Server.Accounts;
using RemoteExec.Storage;

namespace RemoteExec.Server.Grains;

/// <summary>Here: two records of one computer become one.</summary>
internal sealed partial class MachineGrain
{
    public async Task<string?> MergeAsync(string fromId, Caller by)
    {
        if (_state.Machine is not { } machine)
        {
            return "there is no such machine";
        }

        if (fromId == machine.Id)
        {
            return $"{machine.Name} cannot be merged into itself";
        }

        if (!commits.Health.IsHealthy)
        {
            return "nothing can be recorded now; see /readyz";
        }

        if (await RunUnderWayAsync(fromId) is { } run)
        {
            return $"run {run} is under way there; wait for its end, or stop it first: remoteexec runs stop {run}";
        }

        var gift = await GrainFactory.GetGrain<IMachineGrain>(fromId).GiveUpAsync();
        if (gift is not { Machine: { } from })
        {
            return gift.Refusal;
        }

        var now = time.GetUtcNow();
        var stored = CarryOut(
            MachineRules.Change(_state, m => MergeRules.Merge(m, from), "machine.merged", $"{by.Name} merged {from.Name} ({from.Id}) into {machine.Name}"),
            null,
            by.Audit(now, "machine.merge", machine.Name, $"{from.Name} ({from.Id}) became part of it"),
            [.. gift.Live.Select(process => new StorageChange.SaveProcess(MergeRules.Conclude(process, now))), new StorageChange.MergeMachine(from.Id, machine.Id)]);
        await Fleet.ForgetAsync(from.Id);
        await stored.WaitAsync(RecordPatience, time);
        return null;
    }

    public Task<MergeGift> GiveUpAsync()
    {
        if (_state.Machine is not { } machine)
        {
            return Task.FromResult(new MergeGift("there is no such machine", null, []));
        }

        if (_state.Session is not null)
        {
            return Task.FromResult(new MergeGift($"{machine.Name} is connected: it is another computer; if it is not, stop its agent first", null, []));
        }

        // Whoever comes back with its key is new; and if this is never stored, the next owner knows it as it was.
        var gift = new MergeGift(null, machine, [.. _state.Live.Values]);
        _state = MachineState.Unseen;
        DeactivateOnIdle();
        return Task.FromResult(gift);
    }

    private async Task<long?> RunUnderWayAsync(string machineId)
    {
        foreach (var run in await runs.OpenRunsAsync(CancellationToken.None))
        {
            if (await runs.RunAsync(run, CancellationToken.None) is { } row && row.State.Plan.Lanes.Any(lane => lane.MachineId == machineId))
            {
                return run;
            }
        }

        return null;
    }
}
