using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace RemoteExec.Processes.Windows;

/// <summary>Starts processes with CreateProcessW: no shell, each in a job and a console group of its own, standard input from NUL, no other handle of ours.</summary>
/// <param name="time">The clock.</param>
/// <param name="consoleBreak">Sends CTRL_BREAK to a group that is in the console of one of some processes.</param>
[SupportedOSPlatform("windows")]
internal sealed class WindowsLauncher(TimeProvider time, Action<int, IReadOnlyList<int>> consoleBreak) : IProcessLauncher
{
    private const string Nothing = @"\\.\NUL";

    internal WindowsLauncher(TimeProvider time)
        : this(time, ConsoleBreak.SendThroughHelper)
    {
    }

    public LaunchResult Start(ProcessSpec spec, IOutputSink output)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(output);
        if (LaunchChecks.FindProblem(spec) is { } problem)
        {
            return new LaunchResult(null, problem);
        }

        OutputPipe? stdout = null;
        OutputPipe? stderr = null;
        try
        {
            stdout = OutputPipe.Open();
            stderr = OutputPipe.Open();
            using var input = InheritableFile.Open(Nothing, InheritableFile.GenericRead);
            var result = Start(spec, output, input, stdout, stderr);
            if (result.Process is not null)
            {
                // The process has its own; ours would keep the pipes open after its end.
                stdout.WriteEnd.Dispose();
                stderr.WriteEnd.Dispose();
                return result;
            }

            stdout.Dispose();
            stderr.Dispose();
            return result;
        }
        catch (Exception e) when (e is IOException or Win32Exception)
        {
            stdout?.Dispose();
            stderr?.Dispose();
            return new LaunchResult(null, new LaunchFailure(LaunchFailureKind.OutOfResources, (e as Win32Exception)?.NativeErrorCode ?? 0, $"the system gives no pipes for its output: {e.Message}"));
        }
    }

    public LaunchFailure? FindProblem(ProcessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return LaunchChecks.FindProblem(spec) ?? (File.Exists(spec.FileName) ? null : LaunchChecks.Explain(spec, Kernel32Errors.FileNotFound));
    }

    public bool IsAlive(ProcessStamp stamp)
    {
        using var process = ProcessHandle.Open(stamp);
        return process is not null;
    }

    public ISupervisedProcess? Adopt(ProcessStamp stamp)
    {
        if (ProcessHandle.Open(stamp) is not { } process)
        {
            return null;
        }

        if (JobObject.Of(process, stamp) is { } job)
        {
            return new WindowsProcess(stamp, process, job, time.GetUtcNow(), [], consoleBreak, time);
        }

        process.Dispose();
        return null;
    }

    private LaunchResult Start(ProcessSpec spec, IOutputSink output, Microsoft.Win32.SafeHandles.SafeFileHandle input, OutputPipe stdout, OutputPipe stderr)
    {
        var startedAt = time.GetUtcNow();
        var error = Spawn.Run(spec, input, stdout.WriteEnd, stderr.WriteEnd, out var created);
        if (error != 0)
        {
            return new LaunchResult(null, LaunchChecks.Explain(spec, error));
        }

        var (pid, process, thread) = created;
        var stamp = ProcessHandle.StampOf(pid, process);
        var job = JobObject.Around(process, stamp);
        if (job is null || Kernel32.ResumeThread(thread) == uint.MaxValue)
        {
            // Nobody could end it with its children: it is ended before it does anything.
            error = Marshal.GetLastPInvokeError();
            _ = Kernel32.TerminateProcess(process, WindowsProcess.KilledExitCode);
            _ = Kernel32.CloseHandle(thread);
            job?.Dispose();
            process.Dispose();
            return new LaunchResult(null, new LaunchFailure(
                LaunchFailureKind.Other, error, $"{spec.FileName} could not be put into a job of its own: {Marshal.GetPInvokeErrorMessage(error)}"));
        }

        _ = Kernel32.CloseHandle(thread);
        PipeReading[] readings =
        [
            new(stdout.ReadEnd, OutputStream.Stdout, output, time),
            new(stderr.ReadEnd, OutputStream.Stderr, output, time),
        ];
        return new LaunchResult(new WindowsProcess(stamp, process, job, startedAt, readings, consoleBreak, time), null);
    }
}
