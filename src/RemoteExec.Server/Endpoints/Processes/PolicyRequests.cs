using RemoteExec.Api.Processes;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;
using RemoteExec.Server.Endpoints.Http;
using Kept = RemoteExec.Fleet.Processes.Policies;

namespace RemoteExec.Server.Endpoints.Processes;

/// <summary>Policies as they are asked for: judged as the wire judges them, then kept with their defaults.</summary>
internal static class PolicyRequests
{
    /// <summary>Adds a sentence for each thing that is wrong with them.</summary>
    /// <param name="at">Where the entry stands, for example <c>execute[0]</c>.</param>
    internal static void Check(string at, ExecutableRequest request, FieldErrors problems)
    {
        if (ToWire(request) is not { } policies)
        {
            return;
        }

        foreach (var (member, sentence) in PolicyRules.FindProblems(policies))
        {
            problems.Add($"{at}.{member}", sentence);
        }
    }

    /// <summary>As the fleet keeps them; null when none was asked for.</summary>
    internal static Kept.ProcessPolicies? ToPolicies(this ExecutableRequest request) => ToWire(request) is { } wire
        ? new Kept.ProcessPolicies(
            wire.Restart is { } restart ? new Kept.RestartPolicy((Kept.RestartOn)restart.On, restart.Attempts, restart.WithinMilliseconds, restart.BackoffMilliseconds) : null,
            wire.Expected,
            wire.Ready is { } ready ? new Kept.ReadyPolicy(ready.RunningMilliseconds, ready.Port, ready.Log, ready.Exit, ready.Http, ready.TimeoutMilliseconds) : null,
            wire.Stop is { } stop ? new Kept.StopPolicy(stop.GraceMilliseconds) : null,
            wire.User,
            wire.Limits is { } limits ? new Kept.ResourceLimits(limits.MemoryBytes, limits.CpuCores, limits.Processes) : null)
        : null;

    private static SupervisionPolicies? ToWire(ExecutableRequest request) =>
        request is { Restart: null, Expected: null, Ready: null, Stop: null, User: null, Limits: null }
            ? null
            : new SupervisionPolicies
            {
                Restart = request.Restart is { } restart
                    ? new RestartPolicy(
                        RestartOnWords.Parse(restart.On) ?? default,
                        restart.Attempts ?? MessageLimits.DefaultRestartAttempts,
                        restart.Within ?? MessageLimits.DefaultRestartWithinMilliseconds,
                        restart.Backoff ?? MessageLimits.DefaultRestartBackoffMilliseconds)
                    : null,
                Expected = request.Expected,
                Ready = request.Ready is { } ready
                    ? new ReadyPolicy
                    {
                        RunningMilliseconds = ready.Running,
                        Port = ready.Port,
                        Log = ready.Log,
                        Exit = ready.Exit,
                        Http = ready.Http,
                        TimeoutMilliseconds = ready.Timeout ?? MessageLimits.DefaultReadyTimeoutMilliseconds,
                    }
                    : null,
                Stop = request.Stop is { } stop ? new StopPolicy(stop.Grace) : null,
                User = request.User,
                Limits = request.Limits is { } limits
                    ? new ResourceLimits { MemoryBytes = limits.Memory, CpuCores = limits.Cpu, Processes = limits.Processes }
                    : null,
            };
}
