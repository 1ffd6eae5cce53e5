using Microsoft.AspNetCore.Http.HttpResults;
using RemoteExec.Api.Common;
using RemoteExec.Api.Processes;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Grains;
using RemoteExec.Server.Targets;
using RemoteExec.Server.Telemetry;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Processes;

/// <summary>From a request to stop to the owners of the machines.</summary>
internal sealed class ProcessStopper(IFleetReader fleet, ITargets targets, IGrainFactory grains, ServerMetrics metrics)
{
    /// <summary>Stops one process.</summary>
    internal async Task<IResult> StopOneAsync(long id, int? grace, Caller by, CancellationToken cancellation)
    {
        var rows = await fleet.ProcessesAsync([id], cancellation).ConfigureAwait(false);
        if (rows.Count == 0)
        {
            return Problems.NotFound($"There is no process {id}; \"remoteexec ps --all\" lists them.");
        }

        var process = rows[0].Process;
        var outcome = await grains.GetGrain<IMachineGrain>(process.MachineId).StopAsync(new StopCommand([process.WireId], grace, by)).ConfigureAwait(false);
        if (outcome.Refusal is { } refusal)
        {
            return Problems.Refused(refusal);
        }

        metrics.StopRequested(outcome.Processes.Count);
        return Answer(outcome.Processes.Select(stopped => stopped.ToResource(rows[0].Machine)));
    }

    /// <summary>Stops everything that lives on the targets. Machines without anything to stop are no failure.</summary>
    internal async Task<IResult> StopTargetsAsync(IReadOnlyList<string> wanted, int? grace, Caller by, CancellationToken cancellation)
    {
        var (machines, problem) = await targets.ResolveAsync(wanted, cancellation).ConfigureAwait(false);
        if (problem is not null)
        {
            return Problems.NoSuchTarget("targets", problem);
        }

        var command = new StopCommand([], grace, by);
        var outcomes = await Task.WhenAll(machines.Select(machine => grains.GetGrain<IMachineGrain>(machine.Id).StopAsync(command))).ConfigureAwait(false);
        var refusals = outcomes.Zip(machines)
            .Where(pair => pair.First.Refusal is not (null or { Code: ProblemCodes.NotRunning }))
            .Select(pair => (Machine: pair.Second.Name, Refusal: pair.First.Refusal!))
            .ToList();
        var stopped = outcomes.Zip(machines, (outcome, machine) => outcome.Processes.Select(process => process.ToResource(machine.Name))).SelectMany(all => all).ToList();
        metrics.StopRequested(stopped.Count);
        return stopped.Count == 0 && refusals.Count > 0
            ? Problems.Refused(refusals[0].Refusal)
            : Answer(stopped, [.. refusals.Select(refused => new TargetRefusal(refused.Machine, refused.Refusal.Code, refused.Refusal.Sentence))]);
    }

    private static Accepted<ProcessesAnswer> Answer(IEnumerable<ProcessResource> stopped, IReadOnlyList<TargetRefusal>? refused = null) =>
        TypedResults.Accepted((string?)null, new ProcessesAnswer([.. stopped], null, refused is { Count: > 0 } ? refused : null));
}
