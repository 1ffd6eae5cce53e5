namespace RemoteExec.Processes;

/// <summary>A program to start.</summary>
public sealed record ProcessSpec
{
    /// <summary>Absolute path of the program.</summary>
    public required string FileName { get; init; }

    /// <summary>argv from 1 on, handed over verbatim.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Absolute; null: the home folder of <see cref="User"/>, without one that of this process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Put into its environment as <c>REMOTEEXEC_PROCESS</c>: descendants inherit it, and one that left session and parent (a daemon) is still known by it. Null: none.
    /// </summary>
    public string? Mark { get; init; }

    /// <summary>Whom it runs as; null: as this process does. Somebody else only when this process is root.</summary>
    public string? User { get; init; }

    /// <summary>What it and its descendants may use together; null: all there is.</summary>
    public ProcessLimits? Limits { get; init; }

    /// <summary>The whole environment; null: that of this process.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }
}
