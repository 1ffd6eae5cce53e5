namespace RemoteExec.Processes;

/// <summary>How a process ended: by a code or by a signal; neither when nobody could see it.</summary>
/// <param name="ExitCode">0…255 when it ended by itself; on Windows all 32 bits, read with a sign (0xC0000005, an access violation, is −1073741819).</param>
/// <param name="Signal">The number of the signal that ended it; never on Windows.</param>
/// <param name="At">When it was noticed.</param>
public readonly record struct ProcessExit(int? ExitCode, int? Signal, DateTimeOffset At)
{
    /// <summary>For people: <c>exit code 3</c>, <c>exit code 0xC0000005</c> (what Windows ends a process with is known by that number) or <c>SIGKILL</c>.</summary>
    public override string ToString() =>
        Signal is { } signal ? SignalNames.Of(signal)
        : ExitCode is { } code ? (IsNtStatus(code) ? $"exit code 0x{code:X8}" : $"exit code {code}")
        : "outcome unknown";

    // The bits 31 and 30 say "error", 28 is never set; so exit(-1), which is all ones, is none.
    private static bool IsNtStatus(int code) => (unchecked((uint)code) >> 28) is 0xC or 0xE;
}
