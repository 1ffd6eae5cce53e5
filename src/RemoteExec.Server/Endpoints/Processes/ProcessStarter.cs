using System.Text.Json;
using RemoteExec.Api;
using RemoteExec.Api.Common;
using RemoteExec.Api.Processes;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Grains;
using RemoteExec.Server.Targets;
using RemoteExec.Server.Telemetry;

namespace RemoteExec.Server.Endpoints.Processes;

/// <summary>From a request to start to the owners of the machines, and what they answered.</summary>
internal sealed class ProcessStarter(ITargets targets, IGrainFactory grains, ServerMetrics metrics)
{
    /// <summary>
    /// Starts everything everywhere. When some machines refused and others did not, the answer is 202 with the processes of
    /// those that did not: they run, and must be known. Only when all refused it is a refusal.
    /// </summary>
    internal async Task<(IResult Result, byte[]? Keep)> StartAsync(ExecuteRequest request, string by, CancellationToken cancellation)
    {
        var (machines, problem) = await targets.ResolveAsync(request.Targets, cancellation).ConfigureAwait(false);
        if (problem is not null)
        {
            return (Problems.NoSuchTarget("targets", problem), null);
        }

        var command = new StartCommand(
            [.. request.Execute.Select(entry => entry.ToExecutable())], by, request.QueueFor ?? RequestRules.DefaultQueueSeconds);
        var outcomes = await Task.WhenAll(machines.Select(machine => grains.GetGrain<IMachineGrain>(machine.Id).StartAsync(command))).ConfigureAwait(false);
        foreach (var outcome in outcomes)
        {
            metrics.Started(command.Executables.Count, outcome.Refusal?.Code ?? "recorded");
        }

        if (outcomes.All(outcome => outcome.Refusal is not null))
        {
            return (Problems.Refused(outcomes[0].Refusal!), null);
        }

        var items = outcomes
            .Zip(machines, (outcome, machine) => outcome.Processes.Select(process => process.ToResource(machine.Name)))
            .SelectMany(resources => resources)
            .ToList();
        var answer = JsonSerializer.SerializeToUtf8Bytes(new ListOf<ProcessResource>(items, null), ApiJson.Default.ListOfProcessResource);
        return (new KeptAnswer(StatusCodes.Status202Accepted, answer), answer);
    }
}
