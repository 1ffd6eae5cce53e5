using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using RemoteExec.Processes.Keeping;
using RemoteExec.Processes.Keeping.Logs;
using RemoteExec.Processes.Keeping.Talk;

namespace RemoteExec.Processes.Tests.Keeping;

/// <summary>A keeper with real processes; agents come and go.</summary>
public sealed class KeeperTests : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-keeper-");
    private readonly ConcurrentQueue<KeeperReport> _told = new();
    private readonly Keeper _keeper;

    public KeeperTests()
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

    [Fact]
    public async Task Start_Program_TellsItsStartAndItsEndWithItsOutputInTheLog()
    {
        Start("a", "echo hello; exit 3");

        var exited = await ExitAsync("a");

        Assert.IsType<StartedReport>(_told.ElementAt(1));
        Assert.Equal(3, exited.Exit.ExitCode);
        Assert.Equal("hello\n", Output("log-a", exited.End));
    }

    [Fact]
    public async Task Start_SameKeyAgain_StartsNothing()
    {
        var mark = Path.Combine(_folder.FullName, "mark");
        Start("a", $"echo once >> {mark}");
        await ExitAsync("a");

        Start("a", $"echo twice >> {mark}");
        await _keeper.SettledAsync();

        Assert.Single(_told.OfType<StartedReport>());
        Assert.Equal("once\n", await File.ReadAllTextAsync(mark, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Start_NoSuchProgram_IsRefusedAndForgotten()
    {
        _keeper.Ask(new StartRequest("a", "log-a", "g", 1, new ProcessSpec { FileName = "/no/such", Arguments = [] }));
        await _keeper.SettledAsync();

        Assert.Equal(LaunchFailureKind.NotFound, _told.OfType<RefusedReport>().Single().Failure.Kind);
        Assert.False(_keeper.IsNeeded);
    }

    [Fact]
    public async Task AgentIsAway_ProcessEnds_TheNextAgentIsToldHow()
    {
        var go = Path.Combine(_folder.FullName, "go");
        Start("a", $"while [ ! -e {go} ]; do sleep 0.02; done; echo done; exit 9");
        await Running.UntilAsync(() => _told.OfType<StartedReport>().Any());
        _keeper.Detach();
        await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);
        await Running.UntilAsync(() => _keeper.Running == 0);

        HelloReport? hello = null;
        _keeper.Attach(report => hello ??= report as HelloReport);

        var kept = Assert.Single(hello!.Processes);
        Assert.Equal(9, kept.Exit!.Value.ExitCode);
        Assert.Equal("done\n", Output("log-a", Assert.Single(hello.Logs).End));
        Assert.True(_keeper.IsNeeded);
        _keeper.Ask(new DoneRequest("a"));
        Assert.False(_keeper.IsNeeded);
    }

    [Fact]
    public async Task Start_OneLane_StartsInOrder()
    {
        for (var i = 0; i < 50; i++)
        {
            Start($"{i}", "true", lane: 7);
        }

        await Running.UntilAsync(() => _told.OfType<ExitedReport>().Count() == 50);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), _told.OfType<StartedReport>().Select(started => started.Key));
    }

    [Fact]
    public async Task Start_At_IsNotStartedBefore_AndThoseBehindItInItsLaneAreNeither()
    {
        var begun = new ConcurrentDictionary<string, long>();
        _keeper.Attach(report =>
        {
            if (report is StartedReport started)
            {
                begun[started.Key] = ExactWait.Now();
            }
        });
        var at = ExactWait.Now() + 150_000;
        var spec = new ProcessSpec { FileName = "/bin/true", Arguments = [], Mark = _keeper.Instance };

        _keeper.Ask(new StartRequest("later", "log-later", "g", 1, spec) { At = at });
        _keeper.Ask(new StartRequest("behind", "log-behind", "g", 1, spec));
        _keeper.Ask(new StartRequest("passed", "log-passed", "g", 2, spec) { At = 1 });
        await Running.UntilAsync(() => begun.Count == 3);

        Assert.True(begun["later"] >= at);
        Assert.True(begun["behind"] >= begun["later"]);
        Assert.True(begun["passed"] < at);
    }

    [Fact]
    public async Task Stop_BeforeItRuns_EndsItAsSoonAsItDoes()
    {
        Start("first", "sleep 0.2", lane: 1);
        Start("a", "sleep 300", lane: 1);
        _keeper.Ask(new StopRequest("a", 1_000));

        var exited = await ExitAsync("a");

        Assert.True(exited.Stopped);
    }

    [Fact]
    public async Task Stop_DaemonThatLeftItsFamily_IsFoundByItsMark()
    {
        // Twice forked, in a session of its own, its parent gone: only what it carries tells whose it is.
        Start("a", "setsid sh -c 'sleep 300 & echo $!' ; sleep 300");
        await Running.UntilAsync(() => _keeper.Running == 1 && File.Exists(Path.Combine(_folder.FullName, "log-a.0000000000000000.log")));
        var log = await EndOfLogAsync();
        var daemon = int.Parse(Output("log-a", log));
        Assert.True(Running.IsAlive(daemon));

        _keeper.Ask(new StopRequest("a", (long)Grace.TotalMilliseconds));
        await ExitAsync("a");

        Assert.False(Running.IsAlive(daemon));
    }

    [Fact]
    public async Task Logs_OfAnEarlierKeeper_AreTakenOver()
    {
        Start("a", "echo hello");
        await ExitAsync("a");

        await using var next = new Keeper(_folder.FullName, ProcessLauncher.Create(TimeProvider.System), TimeProvider.System, "2");
        HelloReport? hello = null;
        next.Attach(report => hello ??= report as HelloReport);

        Assert.NotEqual(_keeper.Instance, next.Instance);
        Assert.Equal("hello\n", Output("log-a", Assert.Single(hello!.Logs).End));
    }

    [Fact]
    public void Hello_SaysSinceWhenItKeeps_AndIsReadWithoutThat()
    {
        var first = Assert.IsType<HelloReport>(_told.First());
        HelloReport? second = null;
        _keeper.Attach(report => second = report as HelloReport);

        var older = JsonSerializer.Deserialize("""{"tell":"hello","protocol":1,"instance":"x","pid":7,"version":"0.0.9","processes":[],"logs":[]}""", TalkJson.Default.KeeperReport);

        Assert.InRange(first.StartedAt!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
        Assert.Equal(first.StartedAt, second!.StartedAt);
        Assert.Null(Assert.IsType<HelloReport>(older).StartedAt);
    }

    private void Start(string key, string script, long lane = 1) => _keeper.Ask(new StartRequest(
        key, $"log-{key}", "g", lane, new ProcessSpec { FileName = "/bin/sh", Arguments = ["-c", script], Mark = $"{_keeper.Instance}-{key}" }));

    private async Task<ExitedReport> ExitAsync(string key)
    {
        await Running.UntilAsync(() => _told.OfType<ExitedReport>().Any(exited => exited.Key == key));
        return _told.OfType<ExitedReport>().Single(exited => exited.Key == key);
    }

    private async Task<long> EndOfLogAsync()
    {
        _keeper.Ask(new WatchRequest("log-a", 0));
        await Running.UntilAsync(() => _told.OfType<WroteReport>().Any());
        return _told.OfType<WroteReport>().Last().End;
    }

    private string Output(string log, long end)
    {
        using var reader = new LogReader(_folder.FullName, log);
        var text = new StringBuilder();
        var buffer = new byte[LogRecord.MaxLength];
        var position = 0L;
        while (reader.Read(ref position, end, buffer) is { } record)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, record.Length));
        }

        return text.ToString();
    }
}
