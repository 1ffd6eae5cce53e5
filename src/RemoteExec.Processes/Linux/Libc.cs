using System.Runtime.InteropServices;

namespace RemoteExec.Processes.Linux;

/// <summary>What is used of the C library and the kernel. Numbers are those of Linux on x64 and arm64.</summary>
internal static unsafe partial class Libc
{
    internal const int Sigkill = 9;
    internal const int Sigterm = 15;

    internal const int Enoent = 2;
    internal const int Eintr = 4;
    internal const int E2Big = 7;
    internal const int Enoexec = 8;
    internal const int Eagain = 11;
    internal const int Enomem = 12;
    internal const int Eacces = 13;
    internal const int Enotdir = 20;
    internal const int Emfile = 24;
    internal const int Enfile = 23;

    internal const int OCloexec = 0x80000;
    internal const int ONonblock = 0x800;

    internal const short SpawnSetSigmask = 0x08;
    internal const short SpawnSetSigdef = 0x04;
    internal const short SpawnSetSid = 0x80;

    internal const int PPid = 1;
    internal const int WExited = 4;
    internal const int WNoHang = 1;
    internal const int WNoWait = 0x01000000;

    internal const int EpollCtlAdd = 1;
    internal const int EpollCtlDel = 2;
    internal const uint EpollIn = 1;
    internal const uint EpollOneShot = 1u << 30;
    internal const int EpollCtlMod = 3;

    private const int ClockMonotonic = 1;
    private const int TimerAbsolute = 1;

    private const long SysPidfdSendSignal = 424;
    private const long SysPidfdOpen = 434;

    /// <summary>Sleeps until a moment of the monotonic clock, µs, or until a signal comes.</summary>
    internal static void SleepUntil(long microseconds)
    {
        var time = stackalloc nint[2];
        (time[0], time[1]) = ((nint)(microseconds / 1_000_000), (nint)(microseconds % 1_000_000 * 1_000));
        _ = clock_nanosleep(ClockMonotonic, TimerAbsolute, time, null);
    }

    [LibraryImport("libc")]
    private static partial int clock_nanosleep(int clock, int flags, nint* request, nint* remain);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int pipe2(int* fds, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int fd, byte* buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fcntl(int fd, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int kill(int pid, int signal);

    [LibraryImport("libc")]
    internal static partial int posix_spawn(int* pid, byte* path, byte* fileActions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* set);

    [LibraryImport("libc")]
    internal static partial int posix_spawnattr_setsigmask(byte* attributes, byte* set);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_adddup2(byte* actions, int fd, int newFd);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_addopen(byte* actions, int fd, byte* path, int flags, uint mode);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_addchdir_np(byte* actions, byte* path);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_addclosefrom_np(byte* actions, int from);

    [LibraryImport("libc")]
    internal static partial int sigfillset(byte* set);

    [LibraryImport("libc")]
    internal static partial int sigemptyset(byte* set);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int waitid(int idType, int id, byte* info, int options);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_ctl(int epoll, int operation, int fd, byte* ev);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_wait(int epoll, byte* events, int max, int timeout);

    [LibraryImport("libc")]
    internal static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint value, nuint a, nuint b, nuint c);

    /// <summary>Orphaned descendants become children of this process.</summary>
    internal static void BecomeSubreaper() => _ = prctl(36, 1, 0, 0, 0);

    internal static int PidfdOpen(int pid) => (int)syscall(SysPidfdOpen, pid, 0, 0, 0);

    internal static int PidfdSendSignal(int pidfd, int signal) => (int)syscall(SysPidfdSendSignal, pidfd, signal, 0, 0);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial long syscall(long number, long a, long b, long c, long d);
}
