using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Processes.Policies;
using RemoteExec.Protocol.Messages;
using Wire = RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Server.Gateway;

/// <summary>From a process as the fleet keeps it to an entry of <c>execute</c>.</summary>
internal static class WireEntries
{
    /// <summary>Whether it may be sent only to a peer that negotiated <c>supervise</c>.</summary>
    internal static bool NeedsSupervise(Executable executable) =>
        executable is { Environment.Count: > 0 } or { WorkingDirectory: not null } or { TimeoutMilliseconds: not null } or { Policies: not null };

    /// <summary>Whether it may be sent only to a peer that negotiated <c>clock</c>.</summary>
    internal static bool NeedsClock(Executable executable) => executable.At is not null;

    internal static ExecuteEntry Of(FleetProcess process) => Of(process.WireId, process.Executable);

    internal static ExecuteEntry Of(long id, Executable executable) => new()
    {
        Id = new WireId(id),
        Name = executable.Name ?? executable.Application,
        DelayMilliseconds = executable.DelayMilliseconds,
        Application = executable.Application,
        Path = executable.Path,
        Arguments = executable.Arguments,
        Environment = executable.Environment,
        WorkingDirectory = executable.WorkingDirectory,
        TimeoutMilliseconds = executable.TimeoutMilliseconds,
        AtMicroseconds = executable.At is { } at ? Clock.Microseconds(at) : null,
        Policies = executable.Policies is { } policies ? Of(policies) : null,
    };

    private static Wire.SupervisionPolicies Of(ProcessPolicies policies) => new()
    {
        Restart = policies.Restart is { } restart
            ? new Wire.RestartPolicy((Wire.RestartOn)restart.On, restart.Attempts, restart.WithinMilliseconds, restart.BackoffMilliseconds)
            : null,
        Expected = policies.Expected,
        Ready = policies.Ready is { } ready
            ? new Wire.ReadyPolicy
            {
                RunningMilliseconds = ready.RunningMilliseconds,
                Port = ready.Port,
                Log = ready.Log,
                Exit = ready.Exit,
                Http = ready.Http,
                TimeoutMilliseconds = ready.TimeoutMilliseconds,
            }
            : null,
        Stop = policies.Stop is { } stop ? new Wire.StopPolicy(stop.GraceMilliseconds) : null,
        User = policies.User,
        Limits = policies.Limits is { } limits
            ? new Wire.ResourceLimits { MemoryBytes = limits.MemoryBytes, CpuCores = limits.CpuCores, Processes = limits.Processes }
            : null,
    };
}
