using System.Globalization;

namespace RemoteExec.Processes.Linux;

/// <summary>
/// The control groups (version 2) that a keeper makes, one for each process. In one a family cannot hide: whoever was born in it is in it, and all are killed in one step. Where none can be made,
/// processes are kept without.
/// </summary>
internal sealed class ControlGroups
{
    private const string Prefix = "remoteexec-";

    private readonly string _base;
    private readonly string _parent;
    private readonly Lock _gate = new();
    private HashSet<string>? _controllers;

    private ControlGroups(string ownGroup, string parent)
    {
        _base = ownGroup;
        _parent = parent;
    }

    /// <summary>Null when this process may not make groups.</summary>
    internal static ControlGroups? TryOpen()
    {
        try
        {
            if (Own() is not { } own)
            {
                return null;
            }

            Sweep(own);
            var parent = Path.Combine(own, $"{Prefix}{Environment.ProcessId}");
            Directory.CreateDirectory(parent);
            return File.Exists(Path.Combine(parent, "cgroup.kill")) ? new ControlGroups(own, parent) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Puts a process that was just started, and whom it has started since, into a group of its own; null when that fails: it has ended, most often.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="limits">What all in the group may use; checked by <see cref="FindProblem"/>.</param>
    internal ControlGroup? Enclose(int pid, ProcessLimits? limits)
    {
        var path = Path.Combine(_parent, pid.ToString(CultureInfo.InvariantCulture));
        try
        {
            Directory.CreateDirectory(path);
            Limit(path, limits);
            Write(path, "cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));
            Follow(path, pid.ToString(CultureInfo.InvariantCulture));
            return new ControlGroup(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ControlGroup.Remove(path);
            return null;
        }
    }

    /// <summary>Why limits cannot be kept here; null: they can.</summary>
    internal string? FindProblem(ProcessLimits limits)
    {
        lock (_gate)
        {
            _controllers ??= Enable();
        }

        var missing = Needed(limits).Where(controller => !_controllers.Contains(controller)).ToList();
        return missing.Count == 0 ? null : $"{Words(missing)} cannot be limited here: the keeper has no control group with the controllers {string.Join(", ", missing)}. Install the agent as a service of systemd, which delegates one";
    }

    /// <summary>Without groups nothing can be limited.</summary>
    internal static string Unlimited(ProcessLimits limits) =>
        $"{Words(Needed(limits))} cannot be limited here: the keeper may not make control groups (version 2). Install the agent as a service of systemd, which delegates one";

    // What earlier keepers left and nobody is in. One that is still used is made again with its next member.
    private static void Sweep(string own)
    {
        foreach (var left in Directory.EnumerateDirectories(own, Prefix + "*").SelectMany(keeper => Directory.EnumerateDirectories(keeper).Append(keeper)).ToList())
        {
            ControlGroup.Remove(left);
        }
    }

    private static List<string> Needed(ProcessLimits limits)
    {
        var needed = new List<string>();
        if (limits.MemoryBytes is not null)
        {
            needed.Add("memory");
        }

        if (limits.CpuCores is not null)
        {
            needed.Add("cpu");
        }

        if (limits.Processes is not null)
        {
            needed.Add("pids");
        }

        return needed;
    }

    private static string Words(IEnumerable<string> controllers) =>
        string.Join(" and ", controllers.Select(controller => controller switch { "pids" => "processes", "cpu" => "processor time", _ => controller }));

    private static void Limit(string path, ProcessLimits? limits)
    {
        const int period = 100_000;
        if (limits?.MemoryBytes is { } memory)
        {
            Write(path, "memory.max", memory.ToString(CultureInfo.InvariantCulture));
            TryWrite(path, "memory.swap.max", "0");
        }

        if (limits?.CpuCores is { } cores)
        {
            Write(path, "cpu.max", string.Create(CultureInfo.InvariantCulture, $"{(long)(cores * period)} {period}"));
        }

        if (limits?.Processes is { } processes)
        {
            Write(path, "pids.max", processes.ToString(CultureInfo.InvariantCulture));
        }
    }

    // Controllers reach a child only when its parent has no process itself: the keeper moves into a group beside those of its processes.
    private HashSet<string> Enable()
    {
        var there = File.ReadAllText(Path.Combine(_base, "cgroup.controllers")).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var own = Path.Combine(_base, $"{Prefix}keeper-{Environment.ProcessId}");
        if (there.Length > 0)
        {
            Directory.CreateDirectory(own);
            TryWrite(own, "cgroup.procs", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }

        return [.. there.Where(controller => TryWrite(_base, "cgroup.subtree_control", "+" + controller) && TryWrite(_parent, "cgroup.subtree_control", "+" + controller))];
    }

    // Whom it has started in the instant before comes along.
    private static void Follow(string path, string pid)
    {
        var children = $"/proc/{pid}/task/{pid}/children";
        foreach (var child in File.Exists(children) ? File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            if (TryWrite(path, "cgroup.procs", child))
            {
                Follow(path, child);
            }
        }
    }

    private static void Write(string folder, string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);

    private static bool TryWrite(string folder, string file, string text)
    {
        try
        {
            Write(folder, file, text);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The group of this process, as a folder.</summary>
    private static string? Own()
    {
        var path = File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..];
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            // 36 35 98:0 /root /mount/point options … - type source options
            var fields = line.Split(' ');
            if (path is not null && line.Contains(" - cgroup2 ", StringComparison.Ordinal) && fields.Length > 4)
            {
                var below = fields[3] != "/" && path.StartsWith(fields[3], StringComparison.Ordinal) ? path[fields[3].Length..] : path;
                return fields[4] + (below == "/" ? "" : below);
            }
        }

        return null;
    }
}
