using System.Globalization;

namespace RemoteExec.Load.Measuring;

/// <summary>What Linux says about a process.</summary>
internal static class ProcessFigures
{
    // USER_HZ, which is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>User and system time so far.</summary>
    internal static TimeSpan Cpu(int pid)
    {
        // The second field is the name in parentheses, which may hold spaces: count from behind it.
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    /// <summary>Bytes of anonymous memory that are resident: heaps and stacks, without the pages of files that are mapped.</summary>
    internal static long ResidentAnonymous(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>TCP segments that this machine has sent: how well small packets travel together.</summary>
    internal static long SegmentsSent()
    {
        var lines = File.ReadLines("/proc/net/snmp").Where(line => line.StartsWith("Tcp:", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToArray();
        return long.Parse(lines[1][Array.IndexOf(lines[0], "OutSegs")], CultureInfo.InvariantCulture);
    }

    private static double Number(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}
