using System.Diagnostics;
using RemoteExec.Processes.Linux;

namespace RemoteExec.Processes;

/// <summary>Waits for a moment to within microseconds, on a thread of one's own: timers count milliseconds.</summary>
internal static class ExactWait
{
    // What a sleep may take longer than it was asked to; the rest is waited for awake.
    private const long LinuxSlack = 150;
    private const long OtherSlack = 2_000;
    private const long Million = 1_000_000;

    /// <summary>Returns at a moment of the system's monotonic clock, µs, or at once if that has passed.</summary>
    internal static void Until(long moment)
    {
        var slack = OperatingSystem.IsLinux() ? LinuxSlack : OtherSlack;
        for (var left = moment - Now(); left > slack; left = moment - Now())
        {
            if (OperatingSystem.IsLinux())
            {
                // A signal ends it early: then the rest follows.
                Libc.SleepUntil(moment - slack);
            }
            else
            {
                Thread.Sleep((int)Math.Min(int.MaxValue, Math.Max(1, (left - slack) / 1_000)));
            }
        }

        while (Now() < moment)
        {
            Thread.SpinWait(20);
        }
    }

    /// <summary>The system's monotonic clock, µs.</summary>
    internal static long Now() => (long)((Int128)Stopwatch.GetTimestamp() * Million / Stopwatch.Frequency);
}
