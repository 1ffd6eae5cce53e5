using System.ComponentModel;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace RemoteExec.Processes.Windows;

/// <summary>
/// Ends a process with everybody of its job: asks (WM_CLOSE to their windows, CTRL_BREAK to the group of the process), waits, ends the job. A member that left the group (a
/// console of its own, CREATE_NEW_PROCESS_GROUP) and has no window hears no question, and is ended with the rest.
/// </summary>
/// <param name="leader">The process, and its console group.</param>
/// <param name="process">Its handle.</param>
/// <param name="job">Its job.</param>
/// <param name="consoleBreak">Sends CTRL_BREAK.</param>
/// <param name="time">The clock of the grace.</param>
[SupportedOSPlatform("windows")]
internal sealed class JobStopper(int leader, SafeProcessHandle process, JobObject job, Action<int, IReadOnlyList<int>> consoleBreak, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private const int KillRounds = 250;

    internal async Task StopAsync(TimeSpan grace, CancellationToken cancel)
    {
        if (grace > TimeSpan.Zero && !cancel.IsCancellationRequested && IsAnybodyThere())
        {
            Ask();
            await WaitForNobodyAsync(grace, cancel).ConfigureAwait(false);
        }

        // The system ends them one after the other, on its own time; members that are being born when it begins are ended too.
        for (var round = 0; round < KillRounds && IsAnybodyThere(); round++)
        {
            job.Terminate(WindowsProcess.KilledExitCode);
            _ = Kernel32.TerminateProcess(process, WindowsProcess.KilledExitCode);
            await Task.Delay(Poll, time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void Ask()
    {
        var members = job.Members();
        TopWindows.AskToClose(members);
        try
        {
            consoleBreak(leader, members);
        }
        catch (Win32Exception)
        {
            // The machine cannot start our helper; who would have been asked is ended after the grace all the same.
        }
    }

    private async Task WaitForNobodyAsync(TimeSpan grace, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        while (!cancel.IsCancellationRequested && time.GetElapsedTime(started) < grace && IsAnybodyThere())
        {
            await Task.Delay(Poll, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // An adopted process may be in a job that is not to be had; then it stands for all.
    private bool IsAnybodyThere() => job.CountAlive() > 0 || ProcessHandle.IsRunning(process);
}
