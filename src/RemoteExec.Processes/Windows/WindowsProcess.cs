using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace RemoteExec.Processes.Windows;

/// <summary>
/// A process in a job of its own, started by us or adopted. Its handle stays open until <see cref="DisposeAsync"/>, so that its number is given to nobody else before. Windows
/// tells how a process ended to everybody who has a handle: so of an adopted one the exit code is known, too.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsProcess : ISupervisedProcess
{
    /// <summary>What a process that was ended by force leaves as its exit code: as a shell counts one that SIGKILL ended (128 + 9), and unlike anything Windows says by itself.</summary>
    internal const int KilledExitCode = 137;

    private static readonly TimeSpan InheritedPipePatience = TimeSpan.FromMilliseconds(250);

    private readonly SafeProcessHandle _process;
    private readonly JobObject _job;
    private readonly PipeReading[] _readings;
    private readonly TimeProvider _time;
    private readonly JobStopper _stopper;

    /// <param name="stamp">Which.</param>
    /// <param name="process">Its handle; ours from here on.</param>
    /// <param name="job">Everybody who belongs to it; ours from here on.</param>
    /// <param name="startedAt">When it was started, or adopted.</param>
    /// <param name="readings">Of its output; none for an adopted one.</param>
    /// <param name="consoleBreak">Sends CTRL_BREAK to a group that is in the console of one of some processes.</param>
    /// <param name="time">The clock.</param>
    internal WindowsProcess(
        ProcessStamp stamp, SafeProcessHandle process, JobObject job, DateTimeOffset startedAt, PipeReading[] readings, Action<int, IReadOnlyList<int>> consoleBreak, TimeProvider time)
    {
        Stamp = stamp;
        StartedAt = startedAt;
        _process = process;
        _job = job;
        _readings = readings;
        _time = time;
        _stopper = new JobStopper(stamp.Pid, process, job, consoleBreak, time);
        Exited = WaitAsync();
    }

    public int Pid => Stamp.Pid;

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
        foreach (var reading in _readings)
        {
            reading.Stop();
        }

        if (Exited.IsCompleted)
        {
            Close();
        }
        else
        {
            _ = Exited.ContinueWith(_ => Close(), TaskScheduler.Default);
        }

        await Task.WhenAll(_readings.Select(reading => reading.Finished)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var reading in _readings)
        {
            reading.Dispose();
        }
    }

    private async Task<ProcessExit> WaitAsync()
    {
        await ProcessHandle.WaitAsync(_process).ConfigureAwait(false);
        var exit = new ProcessExit(Kernel32.GetExitCodeProcess(_process, out var code) ? unchecked((int)code) : null, null, _time.GetUtcNow());
        await DrainAsync().ConfigureAwait(false);
        return exit;
    }

    // What the process itself wrote is in the pipes. Descendants that hold them open are waited for only while they write.
    private async Task DrainAsync()
    {
        var all = Task.WhenAll(_readings.Select(reading => reading.Finished));
        while (!all.IsCompleted)
        {
            var silence = _readings.Min(reading => reading.Silence);
            if (silence >= InheritedPipePatience)
            {
                foreach (var reading in _readings)
                {
                    reading.Stop();
                }

                break;
            }

            await Task.WhenAny(all, Task.Delay(InheritedPipePatience - silence, _time)).ConfigureAwait(false);
        }

        await all.ConfigureAwait(false);
    }

    // Who still lives of the job goes on: closing a handle ends nobody.
    private void Close()
    {
        _job.Dispose();
        _process.Dispose();
    }
}
