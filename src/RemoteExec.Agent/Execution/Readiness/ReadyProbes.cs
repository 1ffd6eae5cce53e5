using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Execution.Readiness;

/// <summary>The probe that a policy needs.</summary>
internal static class ReadyProbes
{
    /// <summary>How long one look may take.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Null when it is not looked at from outside.</summary>
    /// <param name="policy">The policy of an entry that was not refused.</param>
    /// <param name="time">The clock.</param>
    internal static IReadyProbe? Of(ReadyPolicy policy, TimeProvider time) =>
        policy.Port is { } port ? new PortProbe(port, time)
        : policy.Http is { } url ? new HttpProbe(new Uri(url), time)
        : null;
}
