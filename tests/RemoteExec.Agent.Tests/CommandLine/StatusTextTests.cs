using System.Text.Json;
using RemoteExec.Agent.CommandLine;
using RemoteExec.Agent.Hosting;

namespace RemoteExec.Agent.Tests.CommandLine;

/// <summary>What a person reads of what the running agent wrote.</summary>
public sealed class StatusTextTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Lines_Keeper_IsShownWithWhatItKeeps()
    {
        var status = new AgentStatus { Pid = 7, Keeper = new KeeperStatus(42, "0.9.0", 1, At, 3) };

        Assert.Equal($"keeper      0.9.0 (protocol 1), process 42, since {At.ToLocalTime():yyyy-MM-dd HH:mm:ss}, keeps 3 processes", Line(status, "keeper"));
        Assert.Equal("keeper      0.9.0 (protocol 1), inside the agent, keeps 1 process", Line(status with { Keeper = new KeeperStatus(7, "0.9.0", 1, null, 1) }, "keeper"));
    }

    [Fact]
    public void Lines_Clocks_EachServerHasItsLine()
    {
        var lines = StatusText.Lines(new AgentStatus { Clocks = [new ClockStatus("a:1", 3_600_000.25, 0.5114, At), new ClockStatus("b:1", -1.5, 12, At)] }).ToList();

        var when = $"as of {At.ToLocalTime():yyyy-MM-dd HH:mm:ss}";
        Assert.Contains($"clock       a:1 is 3600000.25 ms ahead of this machine, within 0.511 ms, {when}", lines);
        Assert.Contains($"clock       b:1 is 1.5 ms behind this machine, within 12 ms, {when}", lines);
    }

    [Fact]
    public void Lines_StatusOfAnOlderAgent_IsShown()
    {
        var old = JsonSerializer.Deserialize(
            """{"pid":7,"version":"0.0.9","startedAt":"2026-11-24T12:00:00+00:00","connected":true,"server":"a:1","since":"2026-11-24T12:00:00+00:00","name":"lab","id":"m1","problem":null,"processes":2,"allow":["/opt"],"service":null}""",
            AgentStatusJson.Default.AgentStatus)!;

        var lines = StatusText.Lines(old).ToList();

        Assert.Contains("machine     lab (m1)", lines);
        Assert.Contains("may start   /opt", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("clock", StringComparison.Ordinal));
        Assert.Contains("the agent is older than this command", Line(old, "keeper"), StringComparison.Ordinal);
        Assert.Empty(old.Clocks);
    }

    private static string Line(AgentStatus status, string word) => Assert.Single(StatusText.Lines(status), line => line.StartsWith(word, StringComparison.Ordinal));
}
