namespace RemoteExec.Processes.Keeping.Logs;

/// <summary>How much output is kept on a machine.</summary>
public static class LogLimits
{
    /// <summary>Bytes of one process that nobody has taken yet; beyond that the oldest goes, unless the program can be held back.</summary>
    public const long PerProcess = 10L * 1024 * 1024;

    /// <summary>Bytes in one file; what goes goes by whole files.</summary>
    public const long PerFile = 1024 * 1024;

    /// <summary>How long a program is held back by a reader that takes nothing, before its oldest output is let go.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
}
