using RemoteExec.Processes.Windows;

namespace RemoteExec.Processes.Tests.Windows.OnWindows;

/// <summary>What these tests do again and again. CTRL_BREAK is sent from this very process, whose console nobody needs; Wine 8 delivers none.</summary>
internal static class Running
{
    public static WindowsLauncher Launcher { get; } = new(TimeProvider.System, (group, members) => ConsoleBreak.Send(group, members));

    public static string System32 { get; } = Environment.SystemDirectory;

    public static LaunchResult Try(Collected output, ProcessSpec spec) => Launcher.Start(spec, output);

    public static ISupervisedProcess Start(Collected output, string file, params string[] arguments)
    {
        var result = Try(output, new ProcessSpec { FileName = Path.Combine(System32, file), Arguments = arguments });
        return result.Process ?? throw new InvalidOperationException(result.Failure!.Message);
    }

    /// <summary>The job of a process that runs, as a later agent would find it.</summary>
    public static JobObject JobOf(ISupervisedProcess process)
    {
        using var handle = ProcessHandle.Open(process.Stamp)!;
        return JobObject.Of(handle, process.Stamp)!;
    }

    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!isSo())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
