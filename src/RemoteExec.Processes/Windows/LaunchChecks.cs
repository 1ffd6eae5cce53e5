using System.Runtime.InteropServices;

namespace RemoteExec.Processes.Windows;

/// <summary>From a program and the system's number to a sentence. What can be told before the attempt is told before it.</summary>
internal static class LaunchChecks
{
    internal static LaunchFailure? FindProblem(ProcessSpec spec)
    {
        if (spec.Arguments.Append(spec.FileName).Append(spec.WorkingDirectory ?? "").Any(text => text.Contains('\0', StringComparison.Ordinal)))
        {
            return new LaunchFailure(LaunchFailureKind.Other, 0, "a path or an argument holds a NUL");
        }

        if (spec.Environment?.Any(variable => variable.Key.Length == 0 || variable.Key.AsSpan().ContainsAny('=', '\0') || variable.Value.Contains('\0', StringComparison.Ordinal)) == true)
        {
            return new LaunchFailure(LaunchFailureKind.Other, 0, "a variable of the environment has no name, or one with =, or holds a NUL");
        }

        if (BatchFiles.IsOne(spec.FileName) && BatchFiles.FindProblem(spec.Arguments) is { } unsafeArguments)
        {
            return new LaunchFailure(LaunchFailureKind.Other, 0, unsafeArguments);
        }

        if (CommandLine.Join(spec.FileName, spec.Arguments).Length >= CommandLine.MaxLength)
        {
            return new LaunchFailure(LaunchFailureKind.Other, 0, $"the arguments are too long together: Windows takes {CommandLine.MaxLength - 1} characters, quotes and the program's path included");
        }

        return Directory.Exists(spec.FileName) ? new LaunchFailure(LaunchFailureKind.IsDirectory, 0, $"{spec.FileName} is a folder")
            : spec.WorkingDirectory is { } folder && !Directory.Exists(folder)
                ? new LaunchFailure(LaunchFailureKind.WorkingDirectory, Kernel32Errors.Directory, $"the working directory {folder} does not exist")
                : null;
    }

    internal static LaunchFailure Explain(ProcessSpec spec, int error) => error switch
    {
        Kernel32Errors.FileNotFound or Kernel32Errors.PathNotFound or Kernel32Errors.InvalidName =>
            new LaunchFailure(LaunchFailureKind.NotFound, error, $"{spec.FileName} does not exist"),
        Kernel32Errors.BadExeFormat => new LaunchFailure(LaunchFailureKind.NotExecutable, error, $"{spec.FileName} is no program that Windows can start"),
        Kernel32Errors.MachineTypeMismatch => new LaunchFailure(LaunchFailureKind.NotExecutable, error, $"{spec.FileName} is a program for another kind of processor"),
        Kernel32Errors.AccessDenied => new LaunchFailure(LaunchFailureKind.NotExecutable, error, $"{spec.FileName} may not be started by the account the agent runs as, or something that guards this machine forbids it"),
        Kernel32Errors.ElevationRequired => new LaunchFailure(
            LaunchFailureKind.NotExecutable, error, $"{spec.FileName} wants to run as administrator: run the agent elevated, or as a service, if it is to start it"),
        Kernel32Errors.Directory => new LaunchFailure(LaunchFailureKind.WorkingDirectory, error, $"the working directory {spec.WorkingDirectory} may not be entered"),
        Kernel32Errors.FileNameTooLong => new LaunchFailure(LaunchFailureKind.Other, error, "the arguments, a path or the environment are too long"),
        Kernel32Errors.TooManyOpenFiles or Kernel32Errors.NotEnoughMemory or Kernel32Errors.OutOfMemory or Kernel32Errors.NoSystemResources or Kernel32Errors.CommitmentLimit =>
            new LaunchFailure(LaunchFailureKind.OutOfResources, error, "the system has no more processes, memory or handles to give"),
        _ => new LaunchFailure(LaunchFailureKind.Other, error, $"{spec.FileName} could not be started: {Marshal.GetPInvokeErrorMessage(error)}"),
    };
}
