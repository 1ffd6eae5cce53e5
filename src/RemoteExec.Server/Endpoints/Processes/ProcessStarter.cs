using System.Text.Json;
using RemoteExec.Api;
using RemoteExec.Api.Common;
using RemoteExec.Api.Processes;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Grains;
using RemoteExec.Server.Targets;
using RemoteExec.Server.Telemetry;

namespace RemoteExec.Server.Endpoints.Processes;

/// <summary>From a request to start to the owners of the machines, and what they answered.</summary>
internal sealed class ProcessStarter(ITargets targets, IGrainFactory grains, ServerMetrics metrics, TimeProvider time, ILogger<ProcessStarter> log)
{
    /// <summary>
    /// Starts everything everywhere. When some machines refused and others did not, the answer is 202 with the processes of
    /// those that did not, and the refusals beside them. Only when all refused it is a refusal.
    /// </summary>
    internal async Task<(IResult Result, byte[]? Keep)> StartAsync(ExecuteRequest request, Caller by, CancellationToken cancellation)
    {
        // Not before: an answer that is told again stays what it was, whatever the clock says by then.
        if (RequestRules.CheckInstants(request, time.GetUtcNow()) is { Count: > 0 } errors)
        {
            return (Problems.Invalid(errors), null);
        }

        var (machines, problem) = await targets.ResolveAsync(request.Targets, cancellation).ConfigureAwait(false);
        if (problem is not null)
        {
            return (Problems.NoSuchTarget("targets", problem), null);
        }

        var command = new StartCommand(
            [.. request.Execute.Select(entry => entry.ToExecutable())], by, request.QueueFor ?? RequestRules.DefaultQueueSeconds);
        var outcomes = await Task.WhenAll(machines.Select(machine => StartOneAsync(machine.Id, command))).ConfigureAwait(false);
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
        var refused = outcomes.Zip(machines)
            .Where(pair => pair.First.Refusal is not null)
            .Select(pair => new TargetRefusal(pair.Second.Name, pair.First.Refusal!.Code, pair.First.Refusal.Sentence))
            .ToList();
        var answer = JsonSerializer.SerializeToUtf8Bytes(new ProcessesAnswer(items, null, refused.Count > 0 ? refused : null), ApiJson.Default.ProcessesAnswer);
        return (new KeptAnswer(StatusCodes.Status202Accepted, answer), answer);
    }

    // One machine whose owner fails must not hide that others have started.
    private async Task<StartOutcome> StartOneAsync(string machine, StartCommand command)
    {
        try
        {
            return await grains.GetGrain<IMachineGrain>(machine).StartAsync(command).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            HttpLog.StartFailed(log, machine, e);
            return new StartOutcome(new CommandRefusal(ProblemCodes.StorageUnavailable, "the server could not start it there; its log says why"), []);
        }
    }
}
