namespace RemoteExec.Processes;

/// <summary>Why a program could not be started.</summary>
public enum LaunchFailureKind
{
    /// <summary>There is no such file.</summary>
    NotFound = 1,

    /// <summary>The file may not be executed, or is not a program.</summary>
    NotExecutable = 2,

    /// <summary>It is a folder.</summary>
    IsDirectory = 3,

    /// <summary>The working directory is not there or may not be entered.</summary>
    WorkingDirectory = 4,

    /// <summary>The system has no more processes, memory or descriptors.</summary>
    OutOfResources = 5,

    /// <summary>Something else.</summary>
    Other = 6,
}

/// <summary>A program that could not be started: expected, so a value.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Errno">The system's number; 0: none.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record LaunchFailure(LaunchFailureKind Kind, int Errno, string Message);
