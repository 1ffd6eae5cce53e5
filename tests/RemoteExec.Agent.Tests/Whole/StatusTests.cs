using System.Text.Json;
using RemoteExec.Agent.Hosting;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary><c>status</c> beside a running agent.</summary>
public sealed class StatusTests : AgentScenario
{
    private const long Hour = 3_600_000_000;

    [Fact]
    public async Task Status_AgentWithAServerAnHourAhead_ShowsItsKeeperAndTheClock()
    {
        var settings = Path.Combine(Folder.FullName, "agent.json");
        await File.WriteAllTextAsync(
            settings,
            JsonSerializer.Serialize(new { server = Server.Address, data = Data, trustOnFirstUse = true, allow = new[] { "/bin" }, onExit = "stop" }),
            TestContext.Current.CancellationToken);
        await using var agent = AgentProgram.Start(settings);
        using var server = await Server.MeetAsync(ahead: Hour);
        await server.ExecuteAsync(Shell(1, "sleep 300"));
        await server.UntilAsync(c => c.Answers.Any());
        await agent.UntilItSaysAsync("ahead of this machine's");

        var status = await UntilAsync(settings, status => status is { Processes: 1, Keeper: not null, Clocks.Count: 1 });
        var (code, text, error) = await AgentProgram.RunAsync(new Dictionary<string, string>(), "status", "--settings", settings);

        Assert.True(code == 0, error);
        var keeper = status.Keeper!;
        Assert.Equal((1, 1, status.Version), (keeper.Processes, keeper.Protocol, keeper.Version));
        Assert.NotEqual(status.Pid, keeper.Pid);
        Assert.InRange(keeper.Since!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
        var clock = Assert.Single(status.Clocks);
        Assert.Equal(Server.Address, clock.Server);
        Assert.InRange(clock.OffsetMs, 3_600_000 - clock.UncertaintyMs - 1, 3_600_000 + clock.UncertaintyMs + 1);
        Assert.Contains($"process {keeper.Pid}, since ", text, StringComparison.Ordinal);
        Assert.Contains($"clock       {Server.Address} is ", text, StringComparison.Ordinal);
    }

    // It is written twice a second.
    private static async Task<AgentStatus> UntilAsync(string settings, Func<AgentStatus, bool> isSo)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            var (code, json, error) = await AgentProgram.RunAsync(new Dictionary<string, string>(), "status", "--settings", settings, "--json");
            Assert.True(code == 0, error);
            if (JsonSerializer.Deserialize(json, AgentStatusJson.Default.AgentStatus) is { } status && isSo(status))
            {
                return status;
            }
        }

        throw new InvalidOperationException("The status never came to say so.");
    }
}
