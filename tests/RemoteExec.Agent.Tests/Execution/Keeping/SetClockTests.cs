using RemoteExec.Agent.Execution;
using RemoteExec.Agent.Execution.Keeping;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Processes;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;
using RemoteExec.Tests;

namespace RemoteExec.Agent.Tests.Execution.Keeping;

/// <summary>Somebody sets the machine's clock while something is waited for; also while no agent runs.</summary>
public sealed class SetClockTests : IDisposable
{
    private const int DelayMilliseconds = 10_000;
    private static readonly DateTimeOffset Then = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly ProcessStamp Stamp = new(4711, 99, "boot");
    private static readonly WireId One = new(1);
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(DelayMilliseconds);
    private static readonly TimeSpan JustBefore = Delay - TimeSpan.FromMilliseconds(1);

    private readonly SupervisorScenario _scenario = new();
    private readonly SteppingTime _time = new(Then);

    public void Dispose() => _scenario.Dispose();

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Delay_ClockIsSet_StartsWhenTheTimeHasPassed(int hours)
    {
        await using var supervisor = _scenario.Start(_time);
        await supervisor.RecoverAsync();
        await supervisor.AttachAsync(SupervisorScenario.Server, _scenario);
        supervisor.Execute(SupervisorScenario.Server, new ExecuteMessage([Entry with { DelayMilliseconds = DelayMilliseconds }]), idsNameStarts: true);
        await JournalHasAsync(supervisor, "\"received\"");

        _time.Step = TimeSpan.FromHours(hours);
        _time.Advance(JustBefore);
        await TurnAsync(supervisor);
        Assert.Empty(_scenario.Starts);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await SupervisorScenario.UntilAsync(() => _scenario.Starts.Any());
    }

    // The keeper's death makes the agent look at everything again; what it waits for is not the keeper's.
    [Fact]
    public async Task Delay_ClockIsSetForward_ThenTheKeeperDies_StillStarts()
    {
        await using var supervisor = _scenario.Start(_time);
        await supervisor.RecoverAsync();
        await supervisor.AttachAsync(SupervisorScenario.Server, _scenario);
        supervisor.Execute(SupervisorScenario.Server, new ExecuteMessage([Entry with { DelayMilliseconds = DelayMilliseconds }]), idsNameStarts: true);
        await JournalHasAsync(supervisor, "\"received\"");

        _time.Step = TimeSpan.FromHours(1);
        _scenario.Hello = _scenario.Hello with { Instance = "another keeper" };
        _scenario.LoseKeeper();
        await JournalHasAsync(supervisor, "another keeper");
        _time.Advance(Delay);

        await SupervisorScenario.UntilAsync(() => _scenario.Starts.Any() || _scenario.Answers.Count > 0);
        Assert.Single(_scenario.Starts);
        Assert.Empty(_scenario.Answers);
    }

    [Fact]
    public async Task Delay_ClockIsSetBackWhileNoAgentRuns_IsNotWaitedForLongerThanItIs()
    {
        _scenario.Write(state => LedgerRules.Execute(state, [Entry with { DelayMilliseconds = DelayMilliseconds }], true, Then));
        _time.Step = TimeSpan.FromHours(-1);
        await using var supervisor = _scenario.Start(_time);
        await supervisor.RecoverAsync();
        await TurnAsync(supervisor);

        _time.Advance(Delay);

        await SupervisorScenario.UntilAsync(() => _scenario.Starts.Any());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task RestartPause_ClockIsSet_StartsWhenTheTimeHasPassed(int hours)
    {
        var start = Running(new SupervisionPolicies { Restart = new RestartPolicy(RestartOn.Always, BackoffMilliseconds: DelayMilliseconds) });
        await using var supervisor = _scenario.Start(_time);
        await supervisor.RecoverAsync();
        _scenario.Report(Exited(start));
        await JournalHasAsync(supervisor, "\"again\"");

        _time.Step = TimeSpan.FromHours(hours);
        _time.Advance(Delay);

        await SupervisorScenario.UntilAsync(() => _scenario.Starts.Any());
        Assert.EndsWith("-2", _scenario.Starts.Single().Key, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task RestartPause_ClockIsSetWhileNoAgentRuns_IsNeverLongerThanPausesAre(int hours)
    {
        var state = _scenario.Write(
            state => LedgerRules.Execute(state, [Entry with { Policies = new SupervisionPolicies { Restart = new RestartPolicy(RestartOn.Always) } }], true, Then),
            state => LedgerRules.Launched(state, One, Stamp, Then),
            state => LedgerRules.Ended(state, One, new ProcessExit(1, null, Then), onRequest: false));
        Assert.Equal(StartPhase.Pending, state.Starts[One].Phase);
        _time.Step = TimeSpan.FromHours(hours);
        await using var supervisor = _scenario.Start(_time);
        await supervisor.RecoverAsync();
        await TurnAsync(supervisor);

        _time.Advance(TimeSpan.FromMinutes(5));

        await SupervisorScenario.UntilAsync(() => _scenario.Starts.Any());
    }

    [Fact]
    public async Task Timeout_ClockIsSetBackWhileNoAgentRuns_EndsItNoLaterThanATimeoutFromNow()
    {
        var start = Running(policies: null, timeout: DelayMilliseconds);
        _time.Step = TimeSpan.FromHours(-1);
        await using var supervisor = _scenario.Start(_time);
        await supervisor.RecoverAsync();
        await TurnAsync(supervisor);

        _time.Advance(Delay);

        await SupervisorScenario.UntilAsync(() => _scenario.Asked.OfType<StopRequest>().Any());
        Assert.Equal(StartKeys.KeyOf(SupervisorScenario.Server, start), _scenario.Asked.OfType<StopRequest>().Single().Key);
    }

    private static ExecuteEntry Entry => new() { Id = One, Application = "true", Path = "/bin" };

    private Start Running(SupervisionPolicies? policies, long? timeout = null)
    {
        var start = _scenario.Write(
            state => LedgerRules.Execute(state, [Entry with { Policies = policies, TimeoutMilliseconds = timeout }], true, Then),
            state => LedgerRules.Launched(state, One, Stamp, Then)).Starts[One];
        _scenario.Hello = _scenario.Hello with { Processes = [new KeptState(StartKeys.KeyOf(SupervisorScenario.Server, start), Stamp, Then, null, false)] };
        return start;
    }

    private static ExitedReport Exited(Start start) => new(
        StartKeys.KeyOf(SupervisorScenario.Server, start), new ProcessExit(1, null, Then), false, StartKeys.LogOf(SupervisorScenario.Server, start), 0);

    // Effects are carried out in the turn in which the journal is written.
    private async Task JournalHasAsync(Supervisor supervisor, string words)
    {
        await SupervisorScenario.UntilAsync(() => Text().Contains(words, StringComparison.Ordinal));
        await TurnAsync(supervisor);

        string Text()
        {
            using var file = new FileStream(_scenario.Journal, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
    }

    // Whatever was asked before has been written and carried out: more than fits into one batch was asked after it.
    private static Task TurnAsync(Supervisor supervisor) =>
        Task.WhenAll(Enumerable.Range(0, Mailbox.BatchSize + 1).Select(_ => supervisor.DeskAsync(SupervisorScenario.Server)));
}
