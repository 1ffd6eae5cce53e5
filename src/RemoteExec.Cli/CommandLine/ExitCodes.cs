namespace RemoteExec.Cli.CommandLine;

/// <summary>What the program's exit codes mean.</summary>
internal static class ExitCodes
{
    internal const int Done = 0;
    internal const int Failed = 1;
    internal const int Usage = 2;
    internal const int Unreachable = 3;
    internal const int NotAllowed = 4;
    internal const int NoSuchTarget = 5;
    internal const int TimedOut = 124;
    internal const int CannotStart = 126;
    internal const int NotFound = 127;
    internal const int SignalBase = 128;
    internal const int Interrupted = 130;
    internal const int Most = 255;
}
