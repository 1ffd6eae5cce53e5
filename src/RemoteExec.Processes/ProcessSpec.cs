namespace RemoteExec.Processes;

/// <summary>A program to start.</summary>
public sealed record ProcessSpec
{
    /// <summary>Absolute path of the program.</summary>
    public required string FileName { get; init; }

    /// <summary>argv from 1 on, handed over verbatim.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Absolute; null: that of this process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The whole environment; null: that of this process.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }
}
