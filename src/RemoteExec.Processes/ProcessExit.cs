namespace RemoteExec.Processes;

/// <summary>How a process ended: by a code or by a signal; neither when nobody could see it.</summary>
/// <param name="ExitCode">0…255 when it ended by itself.</param>
/// <param name="Signal">The number of the signal that ended it.</param>
/// <param name="At">When it was noticed.</param>
public readonly record struct ProcessExit(int? ExitCode, int? Signal, DateTimeOffset At)
{
    /// <summary>For people: <c>exit code 3</c> or <c>SIGKILL</c>.</summary>
    public override string ToString() => Signal is { } signal ? SignalNames.Of(signal) : ExitCode is { } code ? $"exit code {code}" : "outcome unknown";
}
