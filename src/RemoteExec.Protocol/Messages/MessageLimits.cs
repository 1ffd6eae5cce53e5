namespace RemoteExec.Protocol.Messages;

/// <summary>Every limit on what a packet may hold (docs/protocol.md §12); the sizes of frames are in <see cref="Framing.FrameLimits"/>.</summary>
public static class MessageLimits
{
    /// <summary>Levels of nesting; the outermost object is level 1.</summary>
    public const int MaxDepth = 16;

    /// <summary>Entries in an array that the protocol defines.</summary>
    public const int MaxEntries = 256;

    /// <summary>Arguments of one execute entry.</summary>
    public const int MaxArguments = 128;

    /// <summary>UTF-8 bytes of one argument.</summary>
    public const int MaxArgumentBytes = 4_096;

    /// <summary>UTF-8 bytes kept of a message; the rest is cut.</summary>
    public const int MaxText = 4_096;

    /// <summary>UTF-8 bytes of an application's file name.</summary>
    public const int MaxApplication = 255;

    /// <summary>UTF-8 bytes of a path.</summary>
    public const int MaxPath = 4_096;

    /// <summary>UTF-8 bytes of a password; the least is 1.</summary>
    public const int MaxPasswordBytes = 1_024;

    /// <summary>UTF-8 bytes of a value in an entry's environment.</summary>
    public const int MaxEnvironmentValue = 32_768;

    /// <summary>Characters of a string id.</summary>
    public const int MaxIdLength = 64;

    /// <summary>Largest integer id: 2^53 − 1, the last one that every JSON peer can hold.</summary>
    public const long MaxIntegerId = (1L << 53) - 1;

    /// <summary>Longest delay, in milliseconds: one day.</summary>
    public const int MaxDelayMilliseconds = 86_400_000;

    /// <summary>Latest instant, µs since 1970: 2^53 − 1, the last one that every JSON peer can hold (the year 2255).</summary>
    public const long MaxInstant = (1L << 53) - 1;

    /// <summary>Longest grace, in milliseconds: one hour.</summary>
    public const int MaxGraceMilliseconds = 3_600_000;

    /// <summary>Grace when a kill names none, in milliseconds.</summary>
    public const int DefaultGraceMilliseconds = 5_000;

    /// <summary>Restarts within the window of a restart policy; the least is 1.</summary>
    public const int MaxRestartAttempts = 1_000;

    /// <summary>When a restart policy names none.</summary>
    public const int DefaultRestartAttempts = 3;

    /// <summary>Shortest window of a restart policy, in milliseconds.</summary>
    public const int MinRestartWithinMilliseconds = 1_000;

    /// <summary>Longest, in milliseconds: one day.</summary>
    public const int MaxRestartWithinMilliseconds = 86_400_000;

    /// <summary>When a restart policy names none, in milliseconds.</summary>
    public const int DefaultRestartWithinMilliseconds = 60_000;

    /// <summary>Longest pause before the first restart, in milliseconds: one hour.</summary>
    public const int MaxRestartBackoffMilliseconds = 3_600_000;

    /// <summary>When a restart policy names none, in milliseconds.</summary>
    public const int DefaultRestartBackoffMilliseconds = 1_000;

    /// <summary>Exit codes that are expected; the least is 1.</summary>
    public const int MaxExpectedCodes = 64;

    /// <summary>Largest exit code that can be expected or waited for.</summary>
    public const int MaxExitCode = 255;

    /// <summary>Longest time until a process must be ready, in milliseconds: one day. The least is 1.</summary>
    public const int MaxReadyMilliseconds = 86_400_000;

    /// <summary>When a ready policy names none, in milliseconds.</summary>
    public const int DefaultReadyTimeoutMilliseconds = 30_000;

    /// <summary>Characters of the regular expression of a ready policy; the least is 1.</summary>
    public const int MaxReadyPattern = 512;

    /// <summary>Characters of the URL of a ready policy.</summary>
    public const int MaxReadyUrl = 1_024;

    /// <summary>Longest grace of a stop policy, in milliseconds: ten minutes.</summary>
    public const int MaxStopGraceMilliseconds = 600_000;

    /// <summary>Characters of the user of an entry; the least is 1.</summary>
    public const int MaxUserName = 32;

    /// <summary>Least memory that a process can be limited to, in bytes.</summary>
    public const long MinMemoryBytes = 1 << 20;

    /// <summary>Least share of the processors, in cores.</summary>
    public const double MinCpuCores = 0.01;

    /// <summary>Largest, in cores.</summary>
    public const double MaxCpuCores = 1_024;

    /// <summary>Largest number of processes and threads that a process can be limited to: what Linux can number. The least is 1.</summary>
    public const int MaxProcesses = 4_194_304;

    /// <summary>Names in a list of extensions.</summary>
    public const int MaxExtensions = 32;

    /// <summary>Characters of such a name; the least is 1.</summary>
    public const int MaxExtensionName = 32;

    /// <summary>Bytes of output in one packet.</summary>
    public const int MaxOutputBytes = 65_536;

    /// <summary>Hardware addresses of one <c>wake</c>.</summary>
    public const int MaxMacs = 16;

    /// <summary>Bytes of a folder tree, as JSON.</summary>
    public const int MaxTreeBytes = 32_768;

    /// <summary>Bytes of facts, as JSON.</summary>
    public const int MaxFactsBytes = 8_192;
}
