using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace RemoteExec.Processes.Linux;

/// <summary>Starts processes with posix_spawn: no shell, no fork of a large process, the error of exec as a number.</summary>
/// <param name="time">The clock.</param>
/// <param name="groups">Where each process gets a control group; null: none is made.</param>
[SupportedOSPlatform("linux")]
internal sealed class LinuxLauncher(TimeProvider time, ControlGroups? groups = null) : IProcessLauncher
{
    public LaunchResult Start(ProcessSpec spec, IOutputSink output)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(output);
        if (LaunchChecks.FindProblem(spec) is { } problem)
        {
            return new LaunchResult(null, problem);
        }

        var user = spec.User is { } name ? SystemUser.Find(name) : null;
        if (LaunchChecks.FindProblem(spec, user) is { } notAs)
        {
            return new LaunchResult(null, notAs);
        }

        if (spec.Limits is { } limits && (groups is null ? ControlGroups.Unlimited(limits) : groups.FindProblem(limits)) is { } unlimited)
        {
            return new LaunchResult(null, new LaunchFailure(LaunchFailureKind.Other, 0, unlimited));
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
        errno = Run(spec, user, stdout.WriteEnd, stderr.WriteEnd, out var pid);
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

        return new LaunchResult(new LinuxProcess(pid, pidfd, startedAt, stdout.ReadEnd, stderr.ReadEnd, spec.Mark, groups?.Enclose(pid, spec.Limits), output, time), null);
    }

    public LaunchFailure? FindProblem(ProcessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return LaunchChecks.FindProblem(spec)
            ?? LaunchChecks.FindProblem(spec, spec.User is { } name ? SystemUser.Find(name) : null)
            ?? LaunchChecks.FindProblemOfFile(spec);
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

    private static int Run(ProcessSpec spec, SystemUser? user, int stdout, int stderr, out int pid)
    {
        if (user is null || user.Uid == Libc.geteuid())
        {
            return Spawn.Run(spec, stdout, stderr, out pid);
        }

        var started = 0;
        var errno = user.As(() => Spawn.Run(InHisPlace(spec, user), stdout, stderr, out started));
        pid = started;
        return errno;
    }

    private static ProcessSpec InHisPlace(ProcessSpec spec, SystemUser user) => spec with
    {
        Environment = Surroundings(spec, user),
        WorkingDirectory = spec.WorkingDirectory ?? (Directory.Exists(user.Home) ? user.Home : "/"),
    };

    // What a log-in would set, unless it was set on purpose.
    private static Dictionary<string, string> Surroundings(ProcessSpec spec, SystemUser user)
    {
        var all = new Dictionary<string, string>(spec.Environment ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        all.TryAdd("HOME", user.Home);
        all.TryAdd("USER", user.Name);
        all.TryAdd("LOGNAME", user.Name);
        all.TryAdd("SHELL", user.Shell);
        return all;
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
