using System.Globalization;

namespace RemoteExec.Processes.Linux;

/// <summary>Who goes first when memory runs out. A keeper may be told to go last; what it starts inherits that, and must not.</summary>
internal static class OutOfMemory
{
    private static readonly Lazy<bool> IsSpared = new(() =>
        File.Exists("/proc/self/oom_score_adj") && int.TryParse(File.ReadAllText("/proc/self/oom_score_adj"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mine) && mine < 0);

    /// <summary>Makes a process as likely to go as any other.</summary>
    internal static void BeOrdinary(int pid)
    {
        if (!IsSpared.Value)
        {
            return;
        }

        try
        {
            File.WriteAllText($"/proc/{pid}/oom_score_adj", "0");
        }
        catch (IOException)
        {
            // It has ended already, which is as good.
        }
    }
}
