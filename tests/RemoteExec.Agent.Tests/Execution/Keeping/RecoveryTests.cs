using System.Collections.Concurrent;
using RemoteExec.Agent.Execution.Keeping;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Agent.Hosting;
using RemoteExec.Processes;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Execution.Keeping;

/// <summary>An agent that takes the place of one that died.</summary>
public sealed class RecoveryTests : IDisposable
{
    private static readonly DateTimeOffset Then = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly ProcessStamp Stamp = new(4711, 99, "boot");
    private static readonly WireId One = new(1);
    private readonly SupervisorScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task ProcessEnds_BetweenTheGreetingAndTheRecovery_ItsOutcomeIsTold()
    {
        var start = Running();
        var key = StartKeys.KeyOf(SupervisorScenario.Server, start);
        _scenario.Hello = _scenario.Hello with { Processes = [new KeptState(key, Stamp, Then, null, false)] };
        _scenario.Early = [new ExitedReport(key, new ProcessExit(7, null, Then), false, StartKeys.LogOf(SupervisorScenario.Server, start), 0)];
        await using var supervisor = _scenario.Start();

        await supervisor.RecoverAsync();
        await supervisor.AttachAsync(SupervisorScenario.Server, _scenario);
        await supervisor.DetachAsync(SupervisorScenario.Server);

        Assert.Contains(_scenario.Statuses, status => (status.Id, status.State, status.ExitCode) == (One, WireProcessState.Exited, 7));
        Assert.Contains(_scenario.Asked, request => request is DoneRequest done && done.Key == key);
    }

    // An agent that is killed in the moment between would find neither: it would start the program a second time.
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task ProcessEnded_WhileThereWasNoAgent_TheKeeperMayForgetItOnceThatIsWritten(bool heardOfItsStart, bool reportedOnceMore)
    {
        var start = heardOfItsStart ? Running() : Launching();
        var key = StartKeys.KeyOf(SupervisorScenario.Server, start);
        var exit = new ProcessExit(7, null, Then);
        _scenario.Hello = _scenario.Hello with { Processes = [new KeptState(key, Stamp, Then, exit, false)] };
        _scenario.Early = reportedOnceMore ? [new ExitedReport(key, exit, false, StartKeys.LogOf(SupervisorScenario.Server, start), 0)] : [];
        var written = new ConcurrentQueue<bool>();
        _scenario.OnAsk = request =>
        {
            if (request is DoneRequest done && done.Key == key)
            {
                written.Enqueue(_scenario.ReadJournal().Contains("\"exitCode\":7", StringComparison.Ordinal));
            }
        };
        await using var supervisor = _scenario.Start();

        await supervisor.RecoverAsync();
        await supervisor.DetachAsync(SupervisorScenario.Server);

        Assert.NotEmpty(written);
        Assert.DoesNotContain(false, written);
    }

    [Theory]
    [InlineData(7, null, 7, true)]
    [InlineData(7, null, 8, false)]
    [InlineData(null, 500, 0, true)]
    [InlineData(null, 1_500, 0, false)]
    public async Task ProcessEnded_WhileThereWasNoAgent_ItsEndSaysWhetherItWasReady(int? readyCode, int? readyAfter, int exitCode, bool expected)
    {
        var start = Running(new SupervisionPolicies { Ready = new ReadyPolicy { Exit = readyCode, RunningMilliseconds = readyAfter, TimeoutMilliseconds = 60_000 } });
        var key = StartKeys.KeyOf(SupervisorScenario.Server, start);
        _scenario.Hello = _scenario.Hello with { Processes = [new KeptState(key, Stamp, Then, new ProcessExit(exitCode, null, Then.AddSeconds(1)), false)] };
        await using var supervisor = _scenario.Start();

        await supervisor.RecoverAsync();
        await supervisor.AttachAsync(SupervisorScenario.Server, _scenario);
        await SupervisorScenario.UntilAsync(() => _scenario.Statuses.Any(status => status.State == WireProcessState.Exited));

        Assert.Equal(expected, _scenario.Statuses.Single(status => status.State == WireProcessState.Exited).Ready);
    }

    // The lines in between were damaged.
    [Fact]
    public async Task ProcessRuns_OfAStartThatIsInDoubt_ItsOutcomeIsTold()
    {
        var start = Pending();
        await File.AppendAllTextAsync(_scenario.Journal, "damaged\n", TestContext.Current.CancellationToken);
        var key = StartKeys.KeyOf(SupervisorScenario.Server, start);
        _scenario.Hello = _scenario.Hello with { Processes = [new KeptState(key, Stamp, Then, null, false)] };
        await using var supervisor = _scenario.Start();

        await supervisor.RecoverAsync();
        await supervisor.AttachAsync(SupervisorScenario.Server, _scenario);
        _scenario.Report(new ExitedReport(key, new ProcessExit(7, null, Then), false, StartKeys.LogOf(SupervisorScenario.Server, start), 0));

        await SupervisorScenario.UntilAsync(() => _scenario.Statuses.Any(status => (status.Id, status.State, status.ExitCode) == (One, WireProcessState.Exited, 7)));
    }

    [Fact]
    public async Task Stamp_OfAnotherProcess_IsNeitherAdoptedNorTouched()
    {
        // The number was given to somebody who started later.
        var start = Running();
        _scenario.Hello = _scenario.Hello with { Instance = "another keeper" };
        _scenario.Lives = stamp => stamp == Stamp with { StartTicks = Stamp.StartTicks + 1 };
        await using var supervisor = _scenario.Start();

        await supervisor.RecoverAsync();
        await supervisor.AttachAsync(SupervisorScenario.Server, _scenario);
        supervisor.Kill(SupervisorScenario.Server, new KillMessage([new KillEntry(One)], 0));
        await supervisor.DetachAsync(SupervisorScenario.Server);

        Assert.Equal(WireProcessState.Unknown, _scenario.Statuses.Last(status => status.Id == One).State);
        Assert.DoesNotContain(_scenario.Asked, request => request is AdoptRequest or StopRequest or StartRequest);
        Assert.NotNull(start.Stamp);
    }

    [Fact]
    public async Task Describe_KeeperWithAStranger_CountsItUntilItEnds()
    {
        var key = StartKeys.KeyOf(SupervisorScenario.Server, Running());
        _scenario.Hello = _scenario.Hello with
        {
            Pid = 42,
            StartedAt = Then,
            Processes = [new KeptState(key, Stamp, Then, null, false), new KeptState("stranger", Stamp with { Pid = 4712 }, Then, null, false)],
        };
        await using var supervisor = _scenario.Start();
        await supervisor.RecoverAsync();

        await UntilAsync(2);
        _scenario.Report(new ExitedReport("stranger", new ProcessExit(0, null, Then), false, "log", 0));
        await UntilAsync(1);

        async Task UntilAsync(int processes)
        {
            var expected = new KeeperStatus(42, "1", HelloReport.CurrentProtocol, Then, processes);
            for (var turns = 0; turns < 1_000 && supervisor.Describe(new AgentStatus()).Keeper != expected; turns++)
            {
                await supervisor.DetachAsync(SupervisorScenario.Server);
            }

            Assert.Equal(new AgentStatus { Processes = 1, Keeper = expected }, supervisor.Describe(new AgentStatus()) with { Clocks = [], Allow = [] });
        }
    }

    private Start Launching() => _scenario.Write(
        state => LedgerRules.Execute(state, [new ExecuteEntry { Id = One, Application = "true", Path = "/bin" }], true, Then)).Starts[One];

    private Start Pending() => _scenario.Write(
        state => LedgerRules.Execute(state, [new ExecuteEntry { Id = One, Application = "true", Path = "/bin", DelayMilliseconds = 3_600_000 }], true, Then)).Starts[One];

    private Start Running(SupervisionPolicies? policies = null) => _scenario.Write(
        state => LedgerRules.Execute(state, [new ExecuteEntry { Id = One, Application = "true", Path = "/bin", Policies = policies }], true, Then),
        state => LedgerRules.Launched(state, One, Stamp, Then)).Starts[One];
}
