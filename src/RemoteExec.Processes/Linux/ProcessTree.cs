namespace RemoteExec.Processes.Linux;

/// <summary>Who belongs to a process: the rule, on a picture of all processes.</summary>
internal static class ProcessTree
{
    /// <summary>
    /// The members of a leader's session and group, others that are known to belong to it, and all descendants of any of them, as long as they are not older than the leader: a process that was
    /// there before belongs to somebody who had the number earlier.
    /// </summary>
    /// <param name="all">Every process.</param>
    /// <param name="leader">Id of the process, its session and its group.</param>
    /// <param name="startTicks">When the leader started.</param>
    /// <param name="others">Processes that are related to nobody, and belong to it all the same.</param>
    internal static List<ProcStat> Members(ProcPicture all, int leader, long startTicks, IEnumerable<ProcStat>? others = null)
    {
        var found = new Dictionary<int, ProcStat>();
        var queue = new Queue<ProcStat>(all.KinOf(leader).Concat(others ?? []));
        while (queue.TryDequeue(out var process))
        {
            if (process.StartTicks < startTicks || (process.Pid == leader && process.StartTicks != startTicks) || !found.TryAdd(process.Pid, process))
            {
                continue;
            }

            foreach (var child in all.ChildrenOf(process.Pid))
            {
                queue.Enqueue(child);
            }
        }

        return [.. found.Values];
    }
}
