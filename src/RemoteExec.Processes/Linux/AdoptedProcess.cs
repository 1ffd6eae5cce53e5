namespace RemoteExec.Processes.Linux;

/// <summary>A process that an earlier agent started. It is not our child: its end is seen, its exit code is not.</summary>
internal sealed class AdoptedProcess : ISupervisedProcess
{
    private readonly int _pidfd;
    private readonly TimeProvider _time;
    private readonly TreeStopper _stopper;

    /// <param name="stamp">Which.</param>
    /// <param name="pidfd">Refers to that very process; closed at its end.</param>
    /// <param name="time">The clock.</param>
    internal AdoptedProcess(ProcessStamp stamp, int pidfd, TimeProvider time)
    {
        Stamp = stamp;
        StartedAt = time.GetUtcNow();
        _pidfd = pidfd;
        _time = time;

        // Once the leader is gone its number may be given away, so members are signalled one by one.
        _stopper = new TreeStopper(stamp, ProcessMark.Of(stamp.Pid), null, static _ => false, time);
        Exited = WaitAsync();
    }

    public int Pid => Stamp.Pid;

    public ProcessStamp Stamp { get; }

    /// <summary>When it was adopted.</summary>
    public DateTimeOffset StartedAt { get; }

    public Task<ProcessExit> Exited { get; }

    public async Task<ProcessExit> StopAsync(TimeSpan grace, CancellationToken cancel = default)
    {
        await _stopper.StopAsync(grace, cancel).ConfigureAwait(false);
        return await Exited.ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<ProcessExit> WaitAsync()
    {
        do
        {
            await EpollLoop.Shared.WaitReadableAsync(_pidfd).ConfigureAwait(false);
        }
        while (ProcFs.Read(Stamp.Pid) is { IsAlive: true } stat && stat.StartTicks == Stamp.StartTicks);

        EpollLoop.Shared.Forget(_pidfd);
        _ = Libc.close(_pidfd);
        return new ProcessExit(null, null, _time.GetUtcNow());
    }
}
