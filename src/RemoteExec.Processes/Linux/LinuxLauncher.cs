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

        OutOfMemory.BeOrdinary(pid);
        var pidfd = Libc.PidfdOpen(pid);
        if (pidfd < 0)
        {
            errno = Marshal.GetLastPInvokeError();
            Abandon(pid);
            stdout.CloseReadEnd();
            stderr.CloseReadEnd();
            return Fail(spec, errno);
        }

        return new LaunchResult(new LinuxProcess(pid, pidfd, startedAt, stdout.ReadEnd, stderr.ReadEnd, spec.Mark, output, time), null);
    }

    public bool IsAlive(ProcessStamp stamp) =>
        stamp.BootId == ProcFs.BootId && ProcFs.Read(stamp.Pid) is { IsAlive: true } stat && stat.StartTicks == stamp.StartTicks;

    public ISupervisedProcess? Adopt(ProcessStamp stamp)
    {
        // The descriptor first, the look after it: if both agree, it is the process that was meant, for as long as the descriptor is open.
        var pidfd = Libc.PidfdOpen(stamp.Pid);
        if (pidfd < 0)
        {
            return null;
        }

        if (IsAlive(stamp))
        {
            return new AdoptedProcess(stamp, pidfd, time);
        }

        _ = Libc.close(pidfd);
        return null;
    }

    // Nobody could watch it: it is ended, and taken off the system's list.
    private static unsafe void Abandon(int pid)
    {
        var info = stackalloc byte[128];
        _ = Libc.kill(-pid, Libc.Sigkill);
        _ = Libc.waitid(Libc.PPid, pid, info, Libc.WExited);
    }

    private static LaunchResult Fail(ProcessSpec spec, int errno) => new(null, LaunchChecks.Explain(spec, errno));
}
