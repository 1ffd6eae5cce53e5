using System.ComponentModel;
using System.Runtime.Versioning;
using RemoteExec.Processes.Linux;

namespace RemoteExec.Processes.Keeping;

/// <summary>Starts a keeper as a process of its own, in a session of its own: what ends the agent does not reach it.</summary>
[SupportedOSPlatform("linux")]
public static class KeeperProgram
{
    private const long LargestLog = 1024 * 1024;

    /// <summary>Starts it; it says what it has to say in its own log.</summary>
    /// <param name="place">Where it is to live; made.</param>
    /// <param name="spec">The program.</param>
    /// <returns>Its process id.</returns>
    /// <exception cref="IOException">It could not be started.</exception>
    public static int Start(KeeperPlace place, ProcessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(spec);
        var options = new FileStreamOptions
        {
            Mode = File.Exists(place.OwnLog) && new FileInfo(place.OwnLog).Length > LargestLog ? FileMode.Create : FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            BufferSize = 0,
        };
        using var log = new FileStream(place.OwnLog, options);
        var fd = (int)log.SafeFileHandle.DangerousGetHandle();
        try
        {
            var errno = Spawn.Run(spec, fd, fd, out var pid);
            return errno == 0 ? pid : throw new IOException(LaunchChecks.Explain(spec, errno).Message);
        }
        catch (Win32Exception e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Takes a keeper that has ended off the system's list; nothing happens when it was not this process that had started it, or when it lives.</summary>
    /// <param name="pid">Its process id.</param>
    public static unsafe void Reap(int pid)
    {
        var info = stackalloc byte[128];
        _ = Libc.waitid(Libc.PPid, pid, info, Libc.WExited | Libc.WNoHang);
    }
}
