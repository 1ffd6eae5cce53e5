using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace RemoteExec.Processes.Linux;

/// <summary>Starts processes with posix_spawn: no shell, no fork of a large process, the error of exec as a number.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxLauncher(TimeProvider time) : IProcessLauncher
{
    public LaunchResult Start(ProcessSpec spec, IOutputSink output)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(output);
        if (LaunchChecks.FindProblem(spec) is { } problem)
        {
            return new LaunchResult(null, problem);
        }

        if (!OutputPipe.TryOpen(out var stdout, out var errno))
        {
            return Fail(spec, errno);
        }

        if (!OutputPipe.TryOpen(out var stderr, out errno))
        {
            stdout.CloseBoth();
            return Fail(spec, errno);
        }

        var startedAt = time.GetUtcNow();
        errno = Spawn.Run(spec, stdout.WriteEnd, stderr.WriteEnd, out var pid);
        stdout.CloseWriteEnd();
        stderr.CloseWriteEnd();
        if (errno != 0)
        {
            stdout.CloseReadEnd();
            stderr.CloseReadEnd();
            return Fail(spec, errno);
        }

        var pidfd = Libc.PidfdOpen(pid);
        if (pidfd < 0)
        {
            errno = Marshal.GetLastPInvokeError();
            _ = Libc.kill(-pid, Libc.Sigkill);
            stdout.CloseReadEnd();
            stderr.CloseReadEnd();
            return Fail(spec, errno);
        }

        return new LaunchResult(new LinuxProcess(pid, pidfd, startedAt, stdout.ReadEnd, stderr.ReadEnd, output, time), null);
    }

    private static LaunchResult Fail(ProcessSpec spec, int errno) => new(null, LaunchChecks.Explain(spec, errno));
}
