using RemoteExec.Processes.Linux;

namespace RemoteExec.Processes.Tests;

public sealed class UserAndLimitsTests
{
    [Fact]
    public async Task Start_AsSomebodyElse_IsHimFromTheFirstInstructionOn()
    {
        Assert.SkipUnless(Libc.geteuid() == 0, "Needs root.");
        var output = new Collected();
        var result = Running.Try(output, new ProcessSpec
        {
            FileName = "/bin/sh",
            Arguments = ["-c", "id -u; id -g; id -G; echo $HOME $USER; pwd; grep -E '^(Uid|CapEff|CapPrm)' /proc/self/status"],
            User = "nobody",
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
        });
        Assert.Null(result.Failure);
        await result.Process!.Exited;
        await result.Process.DisposeAsync();

        Assert.Equal(
            ["65534", "65534", "65534", "/nonexistent nobody", "/", "Uid:\t65534\t65534\t65534\t65534", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000"],
            output.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Start_AsSomebodyElse_LeavesThisProcessAsItWas()
    {
        Assert.SkipUnless(Libc.geteuid() == 0, "Needs root.");
        var somebody = Running.Try(new Collected(), new ProcessSpec { FileName = "/bin/true", Arguments = [], User = "nobody" });
        await somebody.Process!.Exited;
        await somebody.Process.DisposeAsync();

        var output = new Collected();
        await using var process = Running.Shell(output, "id -u");
        await process.Exited;

        Assert.Equal("0\n", output.Stdout);
    }

    [Fact]
    public void Start_FolderThatTheUserMayNotEnter_IsRefused()
    {
        Assert.SkipUnless(Libc.geteuid() == 0, "Needs root.");
        var folder = Directory.CreateTempSubdirectory("remoteexec-closed-");
        try
        {
            File.SetUnixFileMode(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

            var result = Running.Try(new Collected(), new ProcessSpec { FileName = "/bin/true", Arguments = [], User = "nobody", WorkingDirectory = folder.FullName });

            Assert.Equal(LaunchFailureKind.WorkingDirectory, result.Failure!.Kind);
        }
        finally
        {
            folder.Delete();
        }
    }

    [Fact]
    public void Start_NoSuchUser_IsRefused()
    {
        var result = Running.Try(new Collected(), new ProcessSpec { FileName = "/bin/true", Arguments = [], User = "no-such-user" });

        Assert.Equal("there is no user no-such-user on this machine", result.Failure!.Message);
    }

    [Fact]
    public void Start_LimitsWithoutGroups_AreRefusedAndSayWhatToDo()
    {
        var result = Running.Try(new Collected(), new ProcessSpec { FileName = "/bin/true", Arguments = [], Limits = new ProcessLimits(1 << 30, null, 10) });

        Assert.StartsWith("memory and processes cannot be limited here", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("Install the agent as a service", result.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_DaemonThatHidesEverywhere_IsInTheGroup()
    {
        var groups = ControlGroups.TryOpen();
        Assert.SkipUnless(groups is not null, "Needs a control group (version 2) of its own.");
        var output = new Collected();
        var launcher = new LinuxLauncher(TimeProvider.System, groups);

        // Once it is in its group: twice forked, a session of its own, no environment: nothing leads to it but its group.
        var result = launcher.Start(new ProcessSpec { FileName = "/bin/sh", Arguments = ["-c", "while ! grep -q 'remoteexec-[0-9][0-9]*/' /proc/self/cgroup; do sleep 0.01; done; setsid env -i sh -c 'sleep 300 & echo $!'; exec sleep 300"] }, output);
        await using var process = result.Process!;
        await Running.UntilAsync(() => output.Stdout.EndsWith('\n'));
        var daemon = int.Parse(output.Stdout);
        Assert.True(Running.IsAlive(daemon));

        await process.StopAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        Assert.False(Running.IsAlive(daemon));
    }

    [Fact]
    public async Task Start_Limits_AreSetOrRefused()
    {
        var groups = ControlGroups.TryOpen();
        Assert.SkipUnless(groups is not null, "Needs a control group (version 2) of its own.");
        var limits = new ProcessLimits(64 << 20, 0.5, 20);
        var output = new Collected();

        var result = new LinuxLauncher(TimeProvider.System, groups).Start(
            new ProcessSpec { FileName = "/bin/sh", Arguments = ["-c", "g=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup); cat $g/memory.max $g/cpu.max $g/pids.max"], Limits = limits }, output);

        if (groups.FindProblem(limits) is { } problem)
        {
            Assert.Equal(problem, result.Failure!.Message);
            return;
        }

        await result.Process!.Exited;
        await result.Process.DisposeAsync();
        Assert.Equal("67108864\n50000 100000\n20\n", output.Stdout);
    }
}
