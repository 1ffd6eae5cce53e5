using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RemoteExec.Agent.Execution;
using RemoteExec.Agent.Execution.Keeping;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Processes;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Protocol.Messages;
using RemoteExec.Tests;

namespace RemoteExec.Agent.Tests.Execution.Keeping;

/// <summary>An agent that is to end what it started, and somebody who does not end.</summary>
public sealed class StoppingAllTests : IDisposable
{
    private static readonly DateTimeOffset Then = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly ProcessStamp Stamp = new(4711, 99, "boot");
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly SupervisorScenario _scenario = new();
    private readonly SteppingTime _time = new(Then);

    public void Dispose() => _scenario.Dispose();

    [Theory]
    [InlineData(0, 15_000)]
    [InlineData(1, 15_005)]
    [InlineData(2_000, 25_000)]
    public void Patience_IsForEach(int count, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Supervisor.StopPatienceOf(Grace, count));

    [Fact]
    public async Task Stop_SomebodyDoesNotEnd_IsLeftToTheKeeper_AndTheLogSaysSo()
    {
        var start = _scenario.Write(
            state => LedgerRules.Execute(state, [new ExecuteEntry { Id = new WireId(1), Application = "true", Path = "/bin" }], true, Then),
            state => LedgerRules.Launched(state, new WireId(1), Stamp, Then)).Starts[new WireId(1)];
        var key = StartKeys.KeyOf(SupervisorScenario.Server, start);
        _scenario.Hello = _scenario.Hello with { Processes = [new KeptState(key, Stamp, Then, null, false)] };
        var log = new Lines();
        await using var supervisor = _scenario.Start(_time, log);
        await supervisor.RecoverAsync();

        var stopping = supervisor.StopAllAsync(Grace);
        await SupervisorScenario.UntilAsync(() => _scenario.Asked.Any(request => request is StopRequest));
        // Whoever waits for the patience's end has begun to when the clock is moved, sooner or later.
        await SupervisorScenario.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return stopping.IsCompleted;
        });
        await stopping;

        Assert.IsType<QuitRequest>(_scenario.Asked[^1]);
        Assert.Contains(log.Said, line => line.StartsWith("1 processes have not ended within 15.005 s", StringComparison.Ordinal));
    }

    private sealed class Lines : ILogger
    {
        internal ConcurrentQueue<string> Said { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Said.Enqueue(formatter(state, exception));
            }
        }
    }
}
