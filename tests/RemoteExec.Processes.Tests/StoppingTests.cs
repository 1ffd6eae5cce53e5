namespace RemoteExec.Processes.Tests;

public class StoppingTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private readonly Collected _output = new();

    [Fact]
    public async Task Stop_PoliteProgram_EndsOnRequest()
    {
        await using var process = Running.Shell(_output, "trap 'exit 5' TERM; echo ready; while :; do sleep 0.01; done");
        await Running.UntilAsync(() => _output.Stdout.Length > 0);

        var exit = await process.StopAsync(Long, TestContext.Current.CancellationToken);

        Assert.Equal(5, exit.ExitCode);
    }

    [Fact]
    public async Task Stop_DeafProgram_IsKilledAfterTheGrace()
    {
        await using var process = Running.Shell(_output, "trap '' TERM; echo ready; while :; do sleep 0.01; done");
        await Running.UntilAsync(() => _output.Stdout.Length > 0);

        var exit = await process.StopAsync(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);

        Assert.Equal(9, exit.Signal);
    }

    [Fact]
    public async Task Stop_CancelledGrace_KillsAtOnce()
    {
        await using var process = Running.Shell(_output, "trap '' TERM; echo ready; while :; do sleep 0.01; done");
        await Running.UntilAsync(() => _output.Stdout.Length > 0);

        Assert.Equal(9, (await process.StopAsync(Long, new CancellationToken(canceled: true))).Signal);
    }

    [Fact]
    public async Task Stop_GroupAndSetsidChild_LeavesNobody()
    {
        await using var process = Running.Shell(_output, "sleep 100 & echo $!; setsid sleep 100 & echo $!; wait");
        await Running.UntilAsync(() => _output.Stdout.Count(c => c == '\n') == 2);
        var children = _output.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();

        await process.StopAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        Assert.Empty(Running.AliveInGroup(process.Pid));
        Assert.DoesNotContain(children, Running.IsAlive);
    }

    [Fact]
    public async Task Stop_LeaderAlreadyGone_EndsTheRestOfItsGroup()
    {
        await using var process = Running.Shell(_output, "sleep 100 & sleep 100 & exit 4");
        await process.Exited;
        Assert.Equal(2, Running.AliveInGroup(process.Pid).Length);

        var exit = await process.StopAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        Assert.Equal(4, exit.ExitCode);
        Assert.Empty(Running.AliveInGroup(process.Pid));
    }

    [Fact]
    public async Task Stop_ProgramThatForksWhileItIsKilled_LeavesNobody()
    {
        await using var process = Running.Shell(_output, "trap '' TERM; echo ready; i=0; while [ $i -lt 300 ]; do sleep 30 & i=$((i+1)); done; wait");
        await Running.UntilAsync(() => _output.Stdout.Length > 0);

        await process.StopAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.Empty(Running.AliveInGroup(process.Pid));
    }
}
