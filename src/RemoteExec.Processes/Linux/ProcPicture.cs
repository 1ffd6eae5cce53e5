namespace RemoteExec.Processes.Linux;

/// <summary>All processes at one moment, found by number, parent, group and session without looking at each.</summary>
internal sealed class ProcPicture
{
    private readonly ILookup<int, ProcStat> _children;
    private readonly ILookup<int, ProcStat> _groups;
    private readonly ILookup<int, ProcStat> _sessions;

    internal ProcPicture(IReadOnlyList<ProcStat> all)
    {
        All = all;
        ByPid = all.ToDictionary(process => process.Pid);
        _children = all.ToLookup(process => process.Parent);
        _groups = all.ToLookup(process => process.Group);
        _sessions = all.ToLookup(process => process.Session);
        Orphans = [.. ChildrenOf(1).Concat(ChildrenOf(Environment.ProcessId)).Where(process => !LinuxProcess.IsWatched(process.Pid))];
    }

    internal IReadOnlyList<ProcStat> All { get; }

    internal IReadOnlyDictionary<int, ProcStat> ByPid { get; }

    /// <summary>Children of the system's first process and of this one, if it is a subreaper: whoever lost his parent. The leaders of families are none.</summary>
    internal IReadOnlyList<ProcStat> Orphans { get; }

    internal IEnumerable<ProcStat> ChildrenOf(int pid) => _children[pid];

    /// <summary>The leader and the members of its group and its session.</summary>
    internal IEnumerable<ProcStat> KinOf(int leader) => _groups[leader].Concat(_sessions[leader]).Concat(ByPid.TryGetValue(leader, out var self) ? [self] : []);
}
