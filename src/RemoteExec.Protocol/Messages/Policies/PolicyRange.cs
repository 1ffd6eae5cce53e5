namespace RemoteExec.Protocol.Messages.Policies;

/// <summary>Which numbers a member of a policy may hold.</summary>
/// <param name="Member">Its name, for example <c>restart.attempts</c>.</param>
/// <param name="Least">Inclusive.</param>
/// <param name="Most">Inclusive.</param>
/// <param name="Unit">For people; empty for counts.</param>
public sealed record PolicyRange(string Member, double Least, double Most, string Unit = "")
{
    private const string Milliseconds = " milliseconds";

    /// <summary>See <see cref="RestartPolicy"/>.</summary>
    public static readonly PolicyRange Attempts = new("restart.attempts", 1, MessageLimits.MaxRestartAttempts);

    /// <summary>See <see cref="RestartPolicy"/>.</summary>
    public static readonly PolicyRange Within =
        new("restart.within", MessageLimits.MinRestartWithinMilliseconds, MessageLimits.MaxRestartWithinMilliseconds, Milliseconds);

    /// <summary>See <see cref="RestartPolicy"/>.</summary>
    public static readonly PolicyRange Backoff = new("restart.backoff", 0, MessageLimits.MaxRestartBackoffMilliseconds, Milliseconds);

    /// <summary>Each of <see cref="SupervisionPolicies.Expected"/>.</summary>
    public static readonly PolicyRange Expected = new("expected", 0, MessageLimits.MaxExitCode);

    /// <summary>See <see cref="ReadyPolicy"/>.</summary>
    public static readonly PolicyRange Running = new("ready.running", 1, MessageLimits.MaxReadyMilliseconds, Milliseconds);

    /// <summary>See <see cref="ReadyPolicy"/>.</summary>
    public static readonly PolicyRange Port = new("ready.port", 1, ushort.MaxValue);

    /// <summary>See <see cref="ReadyPolicy"/>.</summary>
    public static readonly PolicyRange Exit = new("ready.exit", 0, MessageLimits.MaxExitCode);

    /// <summary>See <see cref="ReadyPolicy"/>.</summary>
    public static readonly PolicyRange ReadyTimeout = new("ready.timeout", 1, MessageLimits.MaxReadyMilliseconds, Milliseconds);

    /// <summary>See <see cref="StopPolicy"/>.</summary>
    public static readonly PolicyRange Grace = new("stop.grace", 0, MessageLimits.MaxStopGraceMilliseconds, Milliseconds);

    /// <summary>See <see cref="ResourceLimits"/>.</summary>
    public static readonly PolicyRange Memory = new("limits.memory", MessageLimits.MinMemoryBytes, MessageLimits.MaxIntegerId, " bytes");

    /// <summary>See <see cref="ResourceLimits"/>.</summary>
    public static readonly PolicyRange Cpu = new("limits.cpu", MessageLimits.MinCpuCores, MessageLimits.MaxCpuCores, " cores");

    /// <summary>See <see cref="ResourceLimits"/>.</summary>
    public static readonly PolicyRange Processes = new("limits.processes", 1, MessageLimits.MaxProcesses);

    /// <summary>What is allowed, as the end of a sentence that begins with the member.</summary>
    public string Sentence => $"must be from {Text(Least)} to {Text(Most)}{Unit}";

    /// <summary>What is wrong with a value, as the end of a sentence that begins with the member; null when nothing is.</summary>
    /// <param name="value">The value.</param>
    public string? FindProblem(double value) => value >= Least && value <= Most ? null : $"{Sentence}, not {Text(value)}";

    // Whole numbers without an exponent, however large.
    private static string Text(double value) => Math.Abs(value) <= MessageLimits.MaxIntegerId && double.IsInteger(value) ? $"{(long)value}" : $"{value}";
}
