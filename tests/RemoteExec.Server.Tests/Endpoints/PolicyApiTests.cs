using System.Net;
using System.Text.Json;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

/// <summary>Policies from a request to the wire, and what machines tell of them back to who asks.</summary>
[Collection(ApiCollection.Name)]
public class PolicyApiTests(ApiServer server)
{
    private const string Processes = "/api/v1/processes";

    [Fact]
    public async Task Post_EveryPolicy_ReachesTheMachine()
    {
        await using var agent = await server.AgentAsync("policies");

        await server.StartAsync("policies", new
        {
            application = "show",
            restart = new { on = "unexpected", attempts = 5, within = 120_000, backoff = 0 },
            expected = new[] { 0, 4 },
            ready = new { http = "http://127.0.0.1:8080/health", timeout = 60_000 },
            stop = new { grace = 2_000 },
            user = "show",
            limits = new { memory = 536_870_912, cpu = 0.5, processes = 100 },
        });

        var policies = (await agent.NextExecuteAsync()).Policies!;
        Assert.Equal(new RestartPolicy(RestartOn.Unexpected, 5, 120_000, 0), policies.Restart);
        Assert.Equal([0, 4], policies.Expected);
        Assert.Equal(new ReadyPolicy { Http = "http://127.0.0.1:8080/health", TimeoutMilliseconds = 60_000 }, policies.Ready);
        Assert.Equal(new StopPolicy(2_000), policies.Stop);
        Assert.Equal("show", policies.User);
        Assert.Equal(new ResourceLimits { MemoryBytes = 536_870_912, CpuCores = 0.5, Processes = 100 }, policies.Limits);
    }

    [Fact]
    public async Task Post_LeastOfEachPolicy_HasTheDefaults_AndNoneIsNone()
    {
        await using var agent = await server.AgentAsync("policy-defaults");

        await server.StartAsync("policy-defaults", new { application = "show", restart = new { on = "always" }, ready = new { port = 9000 } });
        var policies = (await agent.NextExecuteAsync()).Policies!;
        Assert.Equal(new RestartPolicy(RestartOn.Always, 3, 60_000, 1_000), policies.Restart);
        Assert.Equal(new ReadyPolicy { Port = 9000, TimeoutMilliseconds = 30_000 }, policies.Ready);
        Assert.Equal((null, null, null, null), (policies.Expected, policies.Stop, policies.User, policies.Limits));

        await server.StartAsync("policy-defaults");
        Assert.Null((await agent.NextExecuteAsync()).Policies);
    }

    [Fact]
    public async Task Post_EveryPolicyWrong_NamesEveryFieldAtOnce()
    {
        var problem = await server.Operator.PostJsonAsync(
            Processes,
            new
            {
                targets = new[] { "x" },
                execute = new object[]
                {
                    new
                    {
                        application = "show",
                        restart = new { on = "sometimes", attempts = 0, within = 999, backoff = -1 },
                        expected = new[] { 256 },
                        ready = new { log = "(", timeout = 0 },
                        stop = new { grace = 600_001 },
                        user = "Root",
                        limits = new { memory = 1, cpu = 0, processes = 0 },
                    },
                    new { application = "show", expected = Array.Empty<int>(), ready = new { }, limits = new { } },
                    new { application = "show", ready = new { running = 30_000 } },
                },
            },
            HttpStatusCode.BadRequest);

        Assert.Equal(
            [
                "execute[0].expected", "execute[0].limits.cpu", "execute[0].limits.memory", "execute[0].limits.processes", "execute[0].ready.log",
                "execute[0].ready.timeout", "execute[0].restart.attempts", "execute[0].restart.backoff", "execute[0].restart.on", "execute[0].restart.within",
                "execute[0].stop.grace", "execute[0].user", "execute[1].expected", "execute[1].limits", "execute[1].ready", "execute[2].ready.running",
            ],
            problem.Fields().Order(StringComparer.Ordinal));
        Assert.Contains("must be from 1 to 1000, not 0", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"restart":{"attempts":3}}""", "on")]
    [InlineData("""{"restart":"always"}""", "restart")]
    [InlineData("""{"restart":{"on":"always","tries":3}}""", "tries")]
    [InlineData("""{"stop":{}}""", "grace")]
    [InlineData("""{"limits":{"memory":"512M"}}""", "memory")]
    [InlineData("""{"expected":[null]}""", "expected")]
    public async Task Post_PolicyOfTheWrongShape_NamesTheField(string entry, string field)
    {
        var body = $$"""{"targets":["x"],"execute":[{"application":"show",{{entry[1..]}}]}""";

        var problem = await server.Operator.SendJsonAsync(HttpMethod.Post, Processes, body, HttpStatusCode.BadRequest);

        Assert.Contains(field, problem.Text("detail")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ToAClientThatCannotSupervise_FailsWithASentence_AndIsNotSent()
    {
        await using var agent = await server.AgentAsync("policy-less", offer: WireExtensions.All & ~WireExtensions.Supervise);

        var process = await server.StartAsync("policy-less", new { application = "show", stop = new { grace = 1 } });

        Assert.Contains("does not support", (await server.ProcessAsync(process.Id(), "failed")).Text("message"), StringComparison.Ordinal);
        await server.StartAsync("policy-less", new { application = "next" });
        Assert.Equal("next", (await agent.NextExecuteAsync()).Application);
    }

    [Fact]
    public async Task Process_ThatIsRestarted_IsPendingInBetween_AndItsAttemptFollows()
    {
        await using var agent = await server.AgentAsync("attempts");
        var id = (await server.StartAsync("attempts", new { application = "show", restart = new { on = "always" }, ready = new { running = 10 } })).Id();
        var wireId = new WireId(await agent.RunNextAsync());

        await agent.StatusAsync(new ProcessStatusEntry { Id = wireId, State = WireProcessState.Running, Ready = true });
        await Eventually.TrueAsync(() => Show(id).GetProperty("ready").ValueKind == JsonValueKind.True, ApiServer.Patience, () => "It is ready.");
        Assert.NotEqual(JsonValueKind.Null, Show(id).GetProperty("readyAt").ValueKind);

        await agent.StatusAsync(new ProcessStatusEntry { Id = wireId, State = WireProcessState.Pending, ExitCode = 7, Message = "exit code 7; attempt 2 begins soon" });
        var between = await server.ProcessAsync(id, "pending");
        Assert.Equal((1, 7), (between.GetProperty("attempt").GetInt32(), between.GetProperty("exitCode").GetInt32()));

        await agent.StatusAsync(new ProcessStatusEntry { Id = wireId, State = WireProcessState.Running, Attempt = 2 });
        var again = await server.ProcessAsync(id, "running");
        Assert.Equal(2, again.GetProperty("attempt").GetInt32());
        Assert.Equal(JsonValueKind.Null, again.GetProperty("ready").ValueKind);
        Assert.Equal(JsonValueKind.Null, again.GetProperty("exitCode").ValueKind);
    }

    [Fact]
    public async Task Stop_WhileTheMachineIsAway_IsSentWithItsGraceWhenItReturns()
    {
        using var key = SigningKey.Generate();
        long id, wireId;
        await using (var agent = await ScriptedAgent.ConnectAsync(server, new() { Name = "graceful", Identity = key }))
        {
            id = (await server.StartAsync("graceful")).Id();
            wireId = await agent.RunNextAsync();
            await server.ProcessAsync(id, "running");
        }

        await server.ProcessAsync(id, "unknown");
        await server.Operator.PostJsonAsync($"{Processes}/{id}/stop", new { grace = 60_000 }, HttpStatusCode.Accepted);
        await using var back = await ScriptedAgent.ConnectAsync(
            server,
            new() { Name = "graceful", Identity = key, HighestId = wireId, Snapshot = [new() { Id = new WireId(wireId), State = WireProcessState.Running }] });

        var kill = await back.HearAsync<KillMessage>();
        Assert.Equal((wireId, 60_000), (Assert.Single(kill.Processes).Id.Number, kill.Grace));
    }

    private JsonElement Show(long id) => server.Viewer.GetJsonAsync($"{Processes}/{id}").GetAwaiter().GetResult();
}
