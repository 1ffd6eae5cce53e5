using System.Collections.Concurrent;
using RemoteExec.Processes.Keeping;
using RemoteExec.Processes.Keeping.Talk;

namespace RemoteExec.Processes.Tests.Keeping;

/// <summary>Thousands of real processes with one keeper: each started once, told once, stopped, and nothing of it left.</summary>
public sealed class ManyProcessesTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-many-");
    private readonly ConcurrentQueue<KeeperReport> _told = new();
    private readonly Keeper _keeper;

    public ManyProcessesTests()
    {
        _keeper = new Keeper(_folder.FullName, ProcessLauncher.Create(TimeProvider.System), TimeProvider.System, "1");
        _keeper.Attach(_told.Enqueue);
    }

    public async ValueTask DisposeAsync()
    {
        await _keeper.StopAllAsync(TimeSpan.Zero);
        await _keeper.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(3_000, Explicit = true)]
    public async Task ManyShortOnes_AllAreToldOnce_AndNoDescriptorStays(int count)
    {
        await RunAsync(0, 1, "true");
        var before = Descriptors();

        await RunAsync(1, count, "echo $0");

        AssertEachOnce<StartedReport>(count + 1, started => started.Key);
        AssertEachOnce<ExitedReport>(count + 1, exited => exited.Key);
        Assert.All(_told.OfType<ExitedReport>(), exited => Assert.Equal(0, exited.Exit.ExitCode));
        ForgetAll();
        Assert.False(_keeper.IsNeeded);
        await NoMoreThanAsync(before);
        Assert.Empty(Directory.EnumerateFiles(_folder.FullName));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(2_000, Explicit = true)]
    public async Task ManyAtOnce_AllRun_AllAreStopped_AndNoDescriptorStays(int count)
    {
        await RunAsync(0, 1, "true");
        var before = Descriptors();
        for (var i = 1; i <= count; i++)
        {
            _keeper.Ask(new StartRequest($"{i}", $"log-{i}", "g", i, new ProcessSpec { FileName = "/bin/sleep", Arguments = ["600"], Mark = $"{_keeper.Instance}-{i}" }));
        }

        await Until(() => _told.OfType<StartedReport>().Count() == count + 1);
        Assert.Equal(count, _keeper.Running);
        var pids = _told.OfType<StartedReport>().Select(started => started.Stamp.Pid).ToList();
        for (var i = 1; i <= count; i++)
        {
            _keeper.Ask(new StopRequest($"{i}", 5_000));
        }

        await Until(() => _told.OfType<ExitedReport>().Count() == count + 1);

        AssertEachOnce<ExitedReport>(count + 1, exited => exited.Key);
        Assert.All(_told.OfType<ExitedReport>().Where(exited => exited.Key != "0"), exited => Assert.Equal((15, true), (exited.Exit.Signal, exited.Stopped)));
        Assert.DoesNotContain(pids, Running.IsAlive);
        ForgetAll();
        await NoMoreThanAsync(before);
    }

    private async Task RunAsync(int first, int count, string script)
    {
        for (var i = first; i < first + count; i++)
        {
            _keeper.Ask(new StartRequest($"{i}", $"log-{i}", "g", i, new ProcessSpec { FileName = "/bin/sh", Arguments = ["-c", script], Mark = $"{_keeper.Instance}-{i}" }));
        }

        await Until(() => _told.OfType<ExitedReport>().Count() == first + count);
    }

    private void AssertEachOnce<T>(int count, Func<T, string> key)
        where T : KeeperReport =>
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i}").Order(StringComparer.Ordinal), _told.OfType<T>().Select(key).Order(StringComparer.Ordinal));

    private void ForgetAll()
    {
        foreach (var exited in _told.OfType<ExitedReport>())
        {
            _keeper.Ask(new DoneRequest(exited.Key));
            _keeper.Ask(new ForgetRequest(exited.Log));
        }
    }

    // A few come and go with the runtime itself.
    private static async Task NoMoreThanAsync(int before) => await Until(() => Descriptors() <= before + 20);

    private static int Descriptors() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    private static async Task Until(Func<bool> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!isSo())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
