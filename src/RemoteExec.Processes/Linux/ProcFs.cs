using System.Globalization;

namespace RemoteExec.Processes.Linux;

/// <summary>One line of /proc/PID/stat, as far as it is needed.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="State">R, S, D, Z, …</param>
/// <param name="Parent">Its parent's id.</param>
/// <param name="Group">Its process group.</param>
/// <param name="Session">Its session.</param>
/// <param name="StartTicks">Clock ticks from boot to its start.</param>
internal readonly record struct ProcStat(int Pid, char State, int Parent, int Group, int Session, long StartTicks)
{
    internal bool IsAlive => State is not ('Z' or 'X');
}

/// <summary>Reads /proc.</summary>
internal static class ProcFs
{
    private static readonly Lazy<string> Boot = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());


    internal static string BootId => Boot.Value;

    /// <summary>A process, or null when there is none of that id.</summary>
    internal static ProcStat? Read(int pid)
    {
        try
        {
            return Parse(pid, File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Every process there is.</summary>
    internal static List<ProcStat> ReadAll()
    {
        var all = new List<ProcStat>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Read(pid) is { } stat)
            {
                all.Add(stat);
            }
        }

        return all;
    }

    // The name in parentheses may hold anything, parentheses and spaces too: fields are counted from the last one.
    private static ProcStat? Parse(int pid, string line)
    {
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return fields.Length < 20
            ? null
            : new ProcStat(
                pid,
                fields[0][0],
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                int.Parse(fields[2], CultureInfo.InvariantCulture),
                int.Parse(fields[3], CultureInfo.InvariantCulture),
                long.Parse(fields[19], CultureInfo.InvariantCulture));
    }
}
