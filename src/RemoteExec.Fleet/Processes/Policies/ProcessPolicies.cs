namespace RemoteExec.Fleet.Processes.Policies;

/// <summary>How a process is looked after by its machine; needs the machine to understand <c>supervise</c>. What was left out when it was asked for has its default here.</summary>
/// <param name="Restart">When it is started again; null: never.</param>
/// <param name="Expected">Exit codes that are no failure, 1–64 of 0…255; null: only 0.</param>
/// <param name="Ready">When it is ready; null: once it runs.</param>
/// <param name="Stop">How it is stopped when the stop does not say; null: as the machine likes.</param>
/// <param name="User">Whom it runs as; null: as the agent does.</param>
/// <param name="Limits">What it may use; null: all that the agent may.</param>
public sealed record ProcessPolicies(
    RestartPolicy? Restart = null,
    IReadOnlyList<int>? Expected = null,
    ReadyPolicy? Ready = null,
    StopPolicy? Stop = null,
    string? User = null,
    ResourceLimits? Limits = null);

/// <summary>When a process that has ended is started again.</summary>
/// <param name="On">After which ends.</param>
/// <param name="Attempts">Restarts within the window at most, 1…1,000.</param>
/// <param name="WithinMilliseconds">The sliding window, 1,000…86,400,000.</param>
/// <param name="BackoffMilliseconds">The pause before the first restart, 0…3,600,000; it doubles.</param>
public sealed record RestartPolicy(RestartOn On, int Attempts, int WithinMilliseconds, int BackoffMilliseconds);

/// <summary>After which ends a process is started again. The numbers are stored: append only, never renumber.</summary>
public enum RestartOn
{
    /// <summary>After none.</summary>
    Never = 1,

    /// <summary>After a code that was not expected, a signal, or an end that nobody saw.</summary>
    Unexpected = 2,

    /// <summary>After every end but one on request.</summary>
    Always = 3,
}

/// <summary>When a process counts as ready: exactly one condition is set.</summary>
/// <param name="RunningMilliseconds">It has run this long.</param>
/// <param name="Port">This TCP port of its machine takes connections.</param>
/// <param name="Log">A line of its output matches this regular expression.</param>
/// <param name="Exit">It has ended with this code.</param>
/// <param name="Http">This URL answers with 200…399.</param>
/// <param name="TimeoutMilliseconds">From the start of an attempt.</param>
public sealed record ReadyPolicy(int? RunningMilliseconds, int? Port, string? Log, int? Exit, string? Http, int TimeoutMilliseconds);

/// <summary>How a process is stopped by every stop that does not say.</summary>
/// <param name="GraceMilliseconds">0…600,000.</param>
public sealed record StopPolicy(int GraceMilliseconds);

/// <summary>What a process and everything it starts may use together.</summary>
/// <param name="MemoryBytes">At least 1 MiB.</param>
/// <param name="CpuCores">0.01…1,024.</param>
/// <param name="Processes">1…4,194,304; threads count.</param>
public sealed record ResourceLimits(long? MemoryBytes, double? CpuCores, int? Processes);
