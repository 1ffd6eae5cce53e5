using System.Diagnostics;
using RemoteExec.Processes.Windows;

namespace RemoteExec.Processes.Tests.Windows.OnWindows;

public class StoppingTests
{
    private const int ControlCExit = unchecked((int)0xC000013A);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private readonly Collected _output = new();

    [Fact]
    public async Task Stop_ConsoleProgram_IsGoneAfterTheGraceAtTheLatest()
    {
        await using var process = Running.Start(_output, "cmd.exe", "/c", "echo ready&ping -n 1000 127.0.0.1");
        using var job = Running.JobOf(process);
        await Running.UntilAsync(() => _output.Stdout.Length > 0);

        var exit = await process.StopAsync(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);

        Assert.True(exit.ExitCode is ControlCExit or 137, exit.ToString());
        Assert.Empty(Programs(job));
    }

    [Fact]
    public async Task Stop_ProgramWithAWindow_IsAskedToCloseIt()
    {
        await using var process = Running.Start(_output, "notepad.exe");
        await Running.UntilAsync(() => process.Exited.IsCompleted || Windows.Of(process.Pid) > 0);

        Assert.Equal(0, (await process.StopAsync(Long, TestContext.Current.CancellationToken)).ExitCode);
    }

    [Fact]
    public async Task Stop_WithoutGrace_KillsAtOnce()
    {
        await using var process = Running.Start(_output, "ping.exe", "-n", "1000", "127.0.0.1");

        Assert.Equal(137, (await process.StopAsync(TimeSpan.Zero, TestContext.Current.CancellationToken)).ExitCode);
    }

    [Fact]
    public async Task Stop_CancelledGrace_KillsAtOnce()
    {
        await using var process = Running.Start(_output, "ping.exe", "-n", "1000", "127.0.0.1");

        Assert.Equal(137, (await process.StopAsync(Long, new CancellationToken(canceled: true))).ExitCode);
    }

    [Fact]
    public async Task Stop_ProcessWithChildren_LeavesNobodyOfItsJob()
    {
        await using var process = Running.Start(_output, "cmd.exe", "/c", "start /b ping -n 1000 127.0.0.1 & start /b ping -n 1000 127.0.0.1 & ping -n 1000 127.0.0.1");
        using var job = Running.JobOf(process);
        await Running.UntilAsync(() => Programs(job).Count(name => name == "ping") == 3);

        await process.StopAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.Empty(Programs(job));
    }

    [Fact]
    public async Task Stop_LeaderAlreadyGone_EndsTheRestOfItsJob()
    {
        await using var process = Running.Start(_output, "cmd.exe", "/c", "start /b ping -n 1000 127.0.0.1 & ping -n 3 127.0.0.1 & exit 4");
        using var job = Running.JobOf(process);
        await process.Exited;
        Assert.Contains("ping", Programs(job));

        var exit = await process.StopAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.Equal(4, exit.ExitCode);
        Assert.Empty(Programs(job));
    }

    [Fact]
    public async Task Adopt_ProcessOfAnother_TellsItsExitCodeAndEndsItsChildren()
    {
        var process = Running.Start(_output, "cmd.exe", "/c", "start /b ping -n 1000 127.0.0.1 & ping -n 1000 127.0.0.1");
        var stamp = process.Stamp;
        using var job = Running.JobOf(process);
        await Running.UntilAsync(() => Programs(job).Count(name => name == "ping") == 2);
        Assert.True(Running.Launcher.IsAlive(stamp));
        Assert.Null(Running.Launcher.Adopt(stamp with { StartTicks = stamp.StartTicks + 1 }));

        await using var adopted = Running.Launcher.Adopt(stamp)!;
        var exit = await adopted.StopAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.Equal(137, exit.ExitCode);
        Assert.Empty(Programs(job));
        await process.DisposeAsync();
        Assert.False(Running.Launcher.IsAlive(stamp));
        Assert.Null(Running.Launcher.Adopt(stamp));
    }

    private static List<string> Programs(JobObject job) => [.. job.Members().Select(NameOf).OfType<string>()];

    private static string? NameOf(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.ProcessName;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
