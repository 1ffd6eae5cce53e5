namespace RemoteExec.Protocol.Messages.Policies;

/// <summary>When a process that has ended is started again. One that was stopped on request never is.</summary>
/// <param name="On">After which ends.</param>
/// <param name="Attempts">Restarts within <paramref name="WithinMilliseconds"/> at most, 1…1,000; one more and it is given up.</param>
/// <param name="WithinMilliseconds">The sliding window, 1,000…86,400,000.</param>
/// <param name="BackoffMilliseconds">The pause before the first restart, 0…3,600,000; it doubles with each.</param>
public sealed record RestartPolicy(
    RestartOn On,
    int Attempts = MessageLimits.DefaultRestartAttempts,
    int WithinMilliseconds = MessageLimits.DefaultRestartWithinMilliseconds,
    int BackoffMilliseconds = MessageLimits.DefaultRestartBackoffMilliseconds);

/// <summary>After which ends a process is started again.</summary>
public enum RestartOn
{
    /// <summary>After none.</summary>
    Never = 1,

    /// <summary>After a code that was not expected, a signal, or an end that nobody saw.</summary>
    Unexpected = 2,

    /// <summary>After every end but one on request.</summary>
    Always = 3,
}
