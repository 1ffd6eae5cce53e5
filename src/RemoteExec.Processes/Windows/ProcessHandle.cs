using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace RemoteExec.Processes.Windows;

/// <summary>What a handle tells of its process.</summary>
[SupportedOSPlatform("windows")]
internal static class ProcessHandle
{
    /// <summary>
    /// Names no boot: the stamp's other half is the moment of the start, in 100 ns since 1601, which no two processes of one id share, whatever was booted between them.
    /// </summary>
    internal const string AnyBoot = "windows";

    private const uint Access =
        Kernel32.ProcessQueryLimitedInformation | Kernel32.Synchronize | Kernel32.ProcessTerminate | Kernel32.ProcessSetQuota | Kernel32.ProcessDupHandle;

    internal static ProcessStamp StampOf(int pid, SafeProcessHandle process) =>
        new(pid, Kernel32.GetProcessTimes(process, out var creation, out _, out _, out _) ? creation : 0, AnyBoot);

    internal static bool IsRunning(SafeProcessHandle process) => Kernel32.WaitForSingleObject(process, 0) == Kernel32.WaitTimeout;

    /// <summary>A handle of that very process; null when it has ended.</summary>
    internal static SafeProcessHandle? Open(ProcessStamp stamp)
    {
        if (stamp.BootId != AnyBoot)
        {
            return null;
        }

        // The handle first, the look after it: if they agree, it is the process that was meant, for as long as the handle is open.
        var process = Kernel32.OpenProcess(Access, inherit: false, stamp.Pid);
        if (!process.IsInvalid && StampOf(stamp.Pid, process) == stamp && IsRunning(process))
        {
            return process;
        }

        process.Dispose();
        return null;
    }

    /// <summary>Completes when it has ended, without a thread of its own: one of the system's waits for 63 handles.</summary>
    internal static async Task WaitAsync(SafeProcessHandle process)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var waitable = new Waitable(process);
        var registration = ThreadPool.RegisterWaitForSingleObject(waitable, static (state, _) => ((TaskCompletionSource)state!).SetResult(), ended, Timeout.Infinite, executeOnlyOnce: true);
        await ended.Task.ConfigureAwait(false);
        registration.Unregister(null);
    }

    private sealed class Waitable : WaitHandle
    {
        internal Waitable(SafeProcessHandle process) => SafeWaitHandle = new SafeWaitHandle(process.DangerousGetHandle(), ownsHandle: false);
    }
}
