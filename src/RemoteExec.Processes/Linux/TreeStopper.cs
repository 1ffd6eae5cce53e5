
namespace RemoteExec.Processes.Linux;

/// <summary>Ends a process with everybody who belongs to it: asks, waits, kills again and again until nobody is left.</summary>
/// <param name="leader">The process, its session and its group.</param>
/// <param name="mark">What its descendants carry in their environment; null: nothing.</param>
/// <param name="group">Its control group; null: it has none.</param>
/// <param name="signalGroup">Signals the whole group at once, if that is known to be safe. What it leaves out is signalled one by one.</param>
/// <param name="time">The clock of the grace.</param>
internal sealed class TreeStopper(ProcessStamp leader, string? mark, ControlGroup? group, Func<int, bool> signalGroup, TimeProvider time)
{
    private static readonly TimeSpan GroupPoll = TimeSpan.FromMilliseconds(20);
    private const int KillRounds = 100;

    internal async Task StopAsync(TimeSpan grace, CancellationToken cancel)
    {
        // Remembered before anybody dies: an orphan's parent no longer leads to it.
        var known = Members([], await ProcLooks.FromNowAsync().ConfigureAwait(false));
        SignalAll(known, Libc.Sigterm);
        await WaitForNobodyAsync(known, grace, cancel).ConfigureAwait(false);

        for (var round = 0; round < KillRounds; round++)
        {
            known = Members(known, await ProcLooks.FromNowAsync().ConfigureAwait(false));
            if (!known.Any(member => member.IsAlive))
            {
                break;
            }

            group?.Kill();

            // Again and again: who forks while being killed leaves children behind.
            SignalAll(known, Libc.Sigkill);
            await Task.Delay(TimeSpan.FromMilliseconds(1 + round), time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task WaitForNobodyAsync(List<ProcStat> known, TimeSpan grace, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        while (!cancel.IsCancellationRequested && time.GetElapsedTime(started) < grace && Members(known, await ProcLooks.LatelyAsync().ConfigureAwait(false)).Any(member => member.IsAlive))
        {
            await Task.Delay(GroupPoll, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Who belongs to it now, and who of those known before is still the same process.</summary>
    private List<ProcStat> Members(List<ProcStat> known, ProcPicture all)
    {
        var enclosed = (group?.Members() ?? []).Select(pid => all.ByPid.GetValueOrDefault(pid));
        var orphans = all.Orphans.Where(IsMarked);
        var before = known.Select(old => all.ByPid.GetValueOrDefault(old.Pid)).Zip(known).Where(pair => pair.First.StartTicks == pair.Second.StartTicks).Select(pair => pair.First);
        return [.. ProcessTree.Members(all, leader.Pid, leader.StartTicks, enclosed.Concat(orphans)).UnionBy(before, p => p.Pid).Where(p => p.Pid != 0)];
    }

    // Whoever left session, group and parent carries the mark unless it took care not to.
    private bool IsMarked(ProcStat orphan) => mark is not null && orphan.StartTicks >= leader.StartTicks && ProcessMark.Of(orphan.Pid) == mark;

    private void SignalAll(List<ProcStat> members, int signal)
    {
        var grouped = signalGroup(signal);
        foreach (var member in members.Where(member => member.IsAlive && !(grouped && member.Group == leader.Pid)))
        {
            SignalOne(member, signal);
        }
    }

    // The pidfd is opened first and the start time read after it: if both agree, the signal reaches the process that was meant.
    private static void SignalOne(ProcStat member, int signal)
    {
        var pidfd = Libc.PidfdOpen(member.Pid);
        if (pidfd < 0)
        {
            return;
        }

        if (ProcFs.Read(member.Pid)?.StartTicks == member.StartTicks)
        {
            _ = Libc.PidfdSendSignal(pidfd, signal);
        }

        _ = Libc.close(pidfd);
    }
}
