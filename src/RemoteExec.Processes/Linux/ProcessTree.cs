namespace RemoteExec.Processes.Linux;

/// <summary>Who belongs to a process: the rule, on a picture of all processes.</summary>
internal static class ProcessTree
{
    /// <summary>
    /// The members of a leader's session and group, orphans that carry its mark, and all descendants of any of them, as long as they are not older than the leader: a process that was there before belongs
    /// to somebody who had the number earlier.
    /// </summary>
    /// <param name="all">Every process.</param>
    /// <param name="leader">Id of the process, its session and its group.</param>
    /// <param name="startTicks">When the leader started.</param>
    /// <param name="isMarkedOrphan">Whether a process that is related to nobody belongs to it all the same; asked only of those that are not older than the leader.</param>
    internal static List<ProcStat> Members(IReadOnlyList<ProcStat> all, int leader, long startTicks, Func<ProcStat, bool>? isMarkedOrphan = null)
    {
        var children = all.ToLookup(p => p.Parent);
        var found = new Dictionary<int, ProcStat>();
        var queue = new Queue<ProcStat>(all.Where(p => p.Pid == leader || p.Group == leader || p.Session == leader
            || (isMarkedOrphan is not null && p.StartTicks >= startTicks && isMarkedOrphan(p))));
        while (queue.TryDequeue(out var process))
        {
            if (process.StartTicks < startTicks || (process.Pid == leader && process.StartTicks != startTicks) || !found.TryAdd(process.Pid, process))
            {
                continue;
            }

            foreach (var child in children[process.Pid])
            {
                queue.Enqueue(child);
            }
        }

        return [.. found.Values];
    }
}
