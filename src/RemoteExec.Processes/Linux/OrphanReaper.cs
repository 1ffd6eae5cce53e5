using System.Runtime.Versioning;

namespace RemoteExec.Processes.Linux;

/// <summary>
/// For a process that is a subreaper: takes orphans that have ended off the system's list. A child of our own is reaped where it is watched, soon after its end; what is still there at a second look is nobody's.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class OrphanReaper : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly ITimer _timer;
    private HashSet<(int, long)> _seen = [];

    internal OrphanReaper(TimeProvider time) => _timer = time.CreateTimer(_ => TryLook(), null, LookEvery, LookEvery);

    public void Dispose() => _timer.Dispose();

    private void TryLook()
    {
        try
        {
            Look();
        }
        catch (IOException)
        {
            // Out of descriptors: the next look finds them.
        }
    }

    private unsafe void Look()
    {
        var info = stackalloc byte[128];
        var dead = ProcFs.ReadAll().Where(process => process is { IsAlive: false } && process.Parent == Environment.ProcessId && !LinuxProcess.IsWatched(process.Pid)).ToList();
        foreach (var orphan in dead.Where(orphan => _seen.Contains((orphan.Pid, orphan.StartTicks))))
        {
            _ = Libc.waitid(Libc.PPid, orphan.Pid, info, Libc.WExited | Libc.WNoHang);
        }

        _seen = [.. dead.Select(orphan => (orphan.Pid, orphan.StartTicks))];
    }
}
