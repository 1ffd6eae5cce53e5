using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace RemoteExec.Processes.Linux;

/// <summary>From a program and the system's number to a sentence. What can be told before the attempt is told before it, because exec's numbers are ambiguous.</summary>
[SupportedOSPlatform("linux")]
internal static class LaunchChecks
{
    internal static LaunchFailure? FindProblem(ProcessSpec spec)
    {
        if (spec.Arguments.Append(spec.FileName).Append(spec.WorkingDirectory ?? "").Any(text => text.Contains('\0', StringComparison.Ordinal)))
        {
            return new LaunchFailure(LaunchFailureKind.Other, 0, "a path or an argument holds a NUL");
        }

        return spec.WorkingDirectory is { } folder && !Directory.Exists(folder)
            ? new LaunchFailure(LaunchFailureKind.WorkingDirectory, Libc.Enoent, $"the working directory {folder} does not exist")
            : null;
    }

    /// <param name="spec">What is to be started.</param>
    /// <param name="user">Whom it is to run as, if there is such a user.</param>
    internal static LaunchFailure? FindProblem(ProcessSpec spec, SystemUser? user) => spec.User is not { } name ? null
        : user is null ? new LaunchFailure(LaunchFailureKind.Other, 0, $"there is no user {name} on this machine")
        : user.Uid != Libc.geteuid() && Libc.geteuid() != 0 ? new LaunchFailure(LaunchFailureKind.Other, 0, $"only an agent that runs as root can start programs as {name}")
        : null;

    /// <summary>What exec would say of the file, asked without it.</summary>
    internal static LaunchFailure? FindProblemOfFile(ProcessSpec spec) =>
        !File.Exists(spec.FileName) ? Explain(spec, Directory.Exists(spec.FileName) ? Libc.Eacces : Libc.Enoent)
        : !IsExecutable(spec.FileName) ? Explain(spec with { WorkingDirectory = null }, Libc.Eacces)
        : null;

    internal static LaunchFailure Explain(ProcessSpec spec, int errno) => errno switch
    {
        Libc.Enoent when !File.Exists(spec.FileName) && !Directory.Exists(spec.FileName) =>
            new LaunchFailure(LaunchFailureKind.NotFound, errno, $"{spec.FileName} does not exist"),
        Libc.Enoent => new LaunchFailure(LaunchFailureKind.NotExecutable, errno, $"the interpreter that {spec.FileName} names does not exist"),
        Libc.Enotdir => new LaunchFailure(LaunchFailureKind.NotFound, errno, $"{spec.FileName} does not exist"),
        Libc.Eacces when Directory.Exists(spec.FileName) => new LaunchFailure(LaunchFailureKind.IsDirectory, errno, $"{spec.FileName} is a folder"),
        Libc.Eacces when spec.WorkingDirectory is { } folder && File.Exists(spec.FileName) && IsExecutable(spec.FileName) =>
            new LaunchFailure(LaunchFailureKind.WorkingDirectory, errno, $"the working directory {folder} may not be entered"),
        Libc.Eacces => new LaunchFailure(LaunchFailureKind.NotExecutable, errno, $"{spec.FileName} is not executable: chmod +x it, or check who may run it"),
        Libc.Enoexec => new LaunchFailure(LaunchFailureKind.NotExecutable, errno, $"{spec.FileName} is no program, and has no #! line that names one"),
        Libc.E2Big => new LaunchFailure(LaunchFailureKind.Other, errno, "the arguments and the environment are too long together"),
        Libc.Eagain or Libc.Enomem or Libc.Emfile or Libc.Enfile =>
            new LaunchFailure(LaunchFailureKind.OutOfResources, errno, "the system has no more processes, memory or descriptors to give"),
        _ => new LaunchFailure(LaunchFailureKind.Other, errno, $"{spec.FileName} could not be started: {Marshal.GetPInvokeErrorMessage(errno)}"),
    };

    private static bool IsExecutable(string file) =>
        (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
