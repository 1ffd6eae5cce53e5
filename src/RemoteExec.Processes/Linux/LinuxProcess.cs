using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace RemoteExec.Processes.Linux;

/// <summary>
/// A process of ours. It is not reaped before <see cref="DisposeAsync"/>: until then its number, which is also that of its group, cannot be given to anybody else, and
/// signalling the group is safe.
/// </summary>
internal sealed class LinuxProcess : ISupervisedProcess
{
    private static readonly ConcurrentDictionary<int, bool> Watched = new();
    private static readonly TimeSpan InheritedPipePatience = TimeSpan.FromMilliseconds(250);

    private readonly Lock _reaping = new();
    private readonly int _pidfd;
    private readonly ControlGroup? _group;
    private readonly TimeProvider _time;
    private readonly TreeStopper _stopper;
    private readonly PipeReading _stdout;
    private readonly PipeReading _stderr;
    private bool _reaped;

    internal LinuxProcess(int pid, int pidfd, DateTimeOffset startedAt, int stdout, int stderr, string? mark, ControlGroup? group, IOutputSink sink, TimeProvider time)
    {
        Pid = pid;
        Watched[pid] = true;
        StartedAt = startedAt;
        _pidfd = pidfd;
        _group = group;
        _time = time;

        // Our child, not reaped: it is in /proc, even if it has ended already.
        Stamp = new ProcessStamp(pid, ProcFs.Read(pid)?.StartTicks ?? 0, ProcFs.BootId);
        _stdout = new PipeReading(stdout, OutputStream.Stdout, sink, time);
        _stderr = new PipeReading(stderr, OutputStream.Stderr, sink, time);
        _stopper = new TreeStopper(Stamp, mark, group, SignalGroup, time);
        Exited = WaitAsync();
    }

    /// <summary>True for a child that will be reaped by its watcher.</summary>
    internal static bool IsWatched(int pid) => Watched.ContainsKey(pid);

    public int Pid { get; }

    public ProcessStamp Stamp { get; }

    public DateTimeOffset StartedAt { get; }

    public Task<ProcessExit> Exited { get; }

    public async Task<ProcessExit> StopAsync(TimeSpan grace, CancellationToken cancel = default)
    {
        await _stopper.StopAsync(grace, cancel).ConfigureAwait(false);
        return await Exited.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _stdout.Stop();
        _stderr.Stop();
        if (Exited.IsCompleted)
        {
            Reap();
        }
        else
        {
            _ = Exited.ContinueWith(_ => Reap(), TaskScheduler.Default);
        }

        await Task.WhenAll(_stdout.Finished, _stderr.Finished).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<ProcessExit> WaitAsync()
    {
        ProcessExit? exit = null;
        while (exit is null)
        {
            await EpollLoop.Shared.WaitReadableAsync(_pidfd).ConfigureAwait(false);
            exit = ReadExit(Libc.WExited | Libc.WNoHang | Libc.WNoWait);
        }

        await DrainAsync().ConfigureAwait(false);
        return exit.Value;
    }

    // What the process itself wrote is in the pipes, and may not have been read yet: silence counts from its end. Descendants that hold them open are waited for only while they write.
    private async Task DrainAsync()
    {
        var ended = _time.GetTimestamp();
        var both = Task.WhenAll(_stdout.Finished, _stderr.Finished);
        while (!both.IsCompleted)
        {
            TimeSpan[] silences = [_stdout.Silence, _stderr.Silence, _time.GetElapsedTime(ended)];
            var silence = silences.Min();
            if (silence >= InheritedPipePatience)
            {
                _stdout.Stop();
                _stderr.Stop();
                break;
            }

            await Task.WhenAny(both, Task.Delay(InheritedPipePatience - silence, _time)).ConfigureAwait(false);
        }

        await both.ConfigureAwait(false);
    }

    private bool SignalGroup(int signal)
    {
        lock (_reaping)
        {
            return !_reaped && Libc.kill(-Pid, signal) == 0;
        }
    }

    private void Reap()
    {
        lock (_reaping)
        {
            if (!_reaped)
            {
                _reaped = true;
                EpollLoop.Shared.Forget(_pidfd);
                ReadExit(Libc.WExited | Libc.WNoHang);
                Watched.TryRemove(Pid, out _);
                _group?.Remove();
                _ = Libc.close(_pidfd);
            }
        }
    }

    // Null while it lives.
    //  siginfo_t of waitid on Linux (64 bit):
    //  0       4       8      12    16    20    24       28
    //  +-------+-------+------+-----+-----+-----+--------+
    //  | signo | errno | code | pad | pid | uid | status |
    //  +-------+-------+------+-----+-----+-----+--------+
    //  code 1 (CLD_EXITED): status is the exit code; 2, 3 (killed, dumped): the signal.
    private unsafe ProcessExit? ReadExit(int options)
    {
        Span<byte> info = stackalloc byte[128];
        info.Clear();
        fixed (byte* pointer = info)
        {
            _ = Libc.waitid(Libc.PPid, Pid, pointer, options);
        }

        var code = BinaryPrimitives.ReadInt32LittleEndian(info[8..]);
        var status = BinaryPrimitives.ReadInt32LittleEndian(info[24..]);
        return code switch
        {
            0 => null,
            1 => new ProcessExit(status, null, _time.GetUtcNow()),
            _ => new ProcessExit(null, status, _time.GetUtcNow()),
        };
    }
}
