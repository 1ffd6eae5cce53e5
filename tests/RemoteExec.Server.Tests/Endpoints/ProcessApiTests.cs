using System.Net;
using System.Text.Json;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

[Collection(ApiCollection.Name)]
public class ProcessApiTests(ApiServer server)
{
    private const string Processes = "/api/v1/processes";

    [Fact]
    public async Task Post_SeveralTargetsAndEntries_OneProcessForEachOnEach()
    {
        await using var left = await server.AgentAsync("post-left", new() { ["group"] = "post" });
        await using var right = await server.AgentAsync("post-right", new() { ["group"] = "post" });

        var list = await server.Operator.PostJsonAsync(
            Processes,
            new { targets = new[] { "@post", "post-left" }, execute = new object[] { new { application = "warp" }, new { application = "mpv", delay = 500 } } },
            HttpStatusCode.Accepted);

        Assert.Equal(
            ["post-left warp starting", "post-left mpv pending", "post-right warp starting", "post-right mpv pending"],
            list.Items().Select(process => $"{process.Text("machine")} {process.Text("application")} {process.Text("state")}"));
        Assert.Equal(4, list.Items().Select(process => process.Id()).Distinct().Count());
        Assert.Equal(["warp", "mpv"], (await left.HearAsync<ExecuteMessage>()).Entries.Select(entry => entry.Application));
        Assert.Equal([0, 500], (await right.HearAsync<ExecuteMessage>()).Entries.Select(entry => entry.DelayMilliseconds));
    }

    [Fact]
    public async Task Process_FromStartToEnd_HasExactlyTheMembersOfTheContract()
    {
        await using var agent = await server.AgentAsync("life");
        string[] arguments = ["--profile", "left \"quoted\"", "", "ü\n\t$HOME; rm -rf /", "\\"];

        var started = await server.StartAsync("life", new { application = "warp", path = "/opt/show", arguments, name = "the warp", delay = 0 });
        var entry = await agent.NextExecuteAsync();
        Assert.Equal(("warp", "/opt/show", "the warp"), (entry.Application, entry.Path, entry.Name));
        Assert.Equal(arguments, entry.Arguments);

        await agent.StartedAsync(entry.Id!.Value.Number!.Value);
        await server.ProcessAsync(started.Id(), "running");
        await agent.StatusAsync(entry.Id.Value.Number.Value, WireProcessState.Exited, exitCode: 3, message: "exit code 3");
        var ended = await server.ProcessAsync(started.Id(), "exited");

        string[] members =
        [
            "id", "machine", "machineId", "wireId", "name", "application", "path", "arguments", "delay", "at", "state", "message", "exitCode", "signal", "attempt",
            "createdAt", "startedAt", "endedAt", "ready", "readyAt",
        ];
        Assert.Equal(members, started.Members());
        Assert.Equal(members, ended.Members());
        Assert.Equal(("life", agent.MachineId, "the warp"), (ended.Text("machine"), ended.Text("machineId"), ended.Text("name")));
        Assert.Equal((3, "exit code 3", 1), (ended.GetProperty("exitCode").GetInt32(), ended.Text("message"), ended.GetProperty("attempt").GetInt32()));
        Assert.Equal(JsonValueKind.Null, ended.GetProperty("signal").ValueKind);
        Assert.True(ended.GetProperty("createdAt").GetDateTimeOffset() <= ended.GetProperty("startedAt").GetDateTimeOffset());
        Assert.True(ended.GetProperty("startedAt").GetDateTimeOffset() <= ended.GetProperty("endedAt").GetDateTimeOffset());
        Assert.Equal(arguments, ended.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()));
    }

    [Fact]
    public async Task Post_EverythingWrong_NamesEveryFieldAtOnce_AndSendsNothing()
    {
        await using var agent = await server.AgentAsync("wrong");

        var problem = await server.Operator.PostJsonAsync(
            Processes,
            new
            {
                targets = Array.Empty<string>(),
                queueFor = -1,
                execute = new object[]
                {
                    new { application = "a/b", delay = -1, arguments = Enumerable.Repeat("x", 129) },
                    new { application = "..", name = "", path = "a\0b", environment = new Dictionary<string, string> { ["A=B"] = "x" }, timeout = 0, workingDirectory = "" },
                    new { application = "ok", arguments = new[] { "a\0b" } },
                },
            },
            HttpStatusCode.BadRequest);

        Assert.Equal(
            [
                "execute[0].application", "execute[0].arguments", "execute[0].delay", "execute[1].application", "execute[1].environment", "execute[1].name",
                "execute[1].path", "execute[1].timeout", "execute[1].workingDirectory", "execute[2].arguments[0]", "queueFor", "targets",
            ],
            problem.Fields().Order(StringComparer.Ordinal));
        Assert.Equal("bad-request", problem.Code());
        await server.StartAsync("wrong");
        Assert.Equal("show", (await agent.NextExecuteAsync()).Application);
    }

    [Theory]
    [InlineData("nowhere", HttpStatusCode.NotFound, "no-such-target")]
    [InlineData("nosuch=label", HttpStatusCode.NotFound, "no-such-target")]
    [InlineData("@nogroup", HttpStatusCode.NotFound, "no-such-target")]
    [InlineData("a@b", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("*,", HttpStatusCode.BadRequest, "bad-request")]
    public async Task Any_TargetThatMeansNobody_IsSaid(string target, HttpStatusCode status, string code)
    {
        object body = new { targets = new[] { target }, execute = new[] { new { application = "show" } } };

        Assert.Equal(code, (await server.Operator.PostJsonAsync(Processes, body, status)).Code());
        Assert.Equal(code, (await server.Operator.PostJsonAsync($"{Processes}/stop", new { targets = new[] { target } }, status)).Code());
        Assert.Equal(code, (await server.Viewer.GetJsonAsync($"{Processes}?target={Uri.EscapeDataString(target)}", status)).Code());
    }

    [Fact]
    public async Task Post_SameIdempotencyKey_StartsOnce_AndAnswersTheSame_AlsoAtTheSameTime()
    {
        await using var agent = await server.AgentAsync("once");
        var body = JsonSerializer.Serialize(new { targets = new[] { "once" }, execute = new[] { new { application = "show" } } });
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Operator.SendJsonAsync(HttpMethod.Post, Processes, body, HttpStatusCode.Accepted, key)));

        Assert.Single(answers.Select(answer => answer.ToString()).Distinct());
        await agent.RunNextAsync();
        var other = body.Replace("show", "other", StringComparison.Ordinal);
        Assert.Equal("idempotency-mismatch", (await server.Operator.SendJsonAsync(HttpMethod.Post, Processes, other, HttpStatusCode.Conflict, key)).Code());

        // The same words of another caller are another key; a new key is a new start.
        await server.Admin.SendJsonAsync(HttpMethod.Post, Processes, body, HttpStatusCode.Accepted, key);
        await server.Operator.SendJsonAsync(HttpMethod.Post, Processes, body, HttpStatusCode.Accepted, key + "2");
        await agent.RunNextAsync();
        await agent.RunNextAsync();
        Assert.Equal(3, (await server.Viewer.GetJsonAsync($"{Processes}?target=once")).Items().Count);
    }

    [Fact]
    public async Task Post_RefusedUnderAKey_MayBeTriedAgain()
    {
        var key = Guid.NewGuid().ToString();
        var body = JsonSerializer.Serialize(new { targets = new[] { "later" }, execute = new[] { new { application = "show" } } });
        await server.Operator.SendJsonAsync(HttpMethod.Post, Processes, body, HttpStatusCode.NotFound, key);

        await using var agent = await server.AgentAsync("later");
        await server.Operator.SendJsonAsync(HttpMethod.Post, Processes, body, HttpStatusCode.Accepted, key);

        var tooLong = await server.Operator.SendJsonAsync(HttpMethod.Post, Processes, body, HttpStatusCode.BadRequest, new string('k', 129));
        Assert.Equal(["Idempotency-Key"], tooLong.Fields());
    }

    [Fact]
    public async Task Get_LiveOrAll_ByTarget_ByPages()
    {
        await using var agent = await server.AgentAsync("lists");
        for (var number = 0; number < 5; number++)
        {
            await server.StartAsync("lists");
            var id = await agent.RunNextAsync();
            if (number < 3)
            {
                await agent.StatusAsync(id, WireProcessState.Exited, 0);
            }
        }

        await Eventually.TrueAsync(() => LiveAsync().GetAwaiter().GetResult().Count == 2, ApiServer.Patience, () => "Three have ended.");
        var all = (await server.Viewer.GetJsonAsync($"{Processes}?target=lists&all=true")).Items();
        Assert.Equal(5, all.Count);

        var first = await server.Viewer.GetJsonAsync($"{Processes}?target=lists&all=true&limit=3");
        var second = await server.Viewer.GetJsonAsync($"{Processes}?target=lists&all=true&limit=3&cursor={first.Text("next")}");
        Assert.Equal(all.Select(process => process.Id()), first.Items().Concat(second.Items()).Select(process => process.Id()));
        Assert.Null(second.Text("next"));

        async Task<List<JsonElement>> LiveAsync() => (await server.Viewer.GetJsonAsync($"{Processes}?target=lists")).Items();
    }

    [Theory]
    [InlineData("all=maybe", "all")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("cursor=-1", "cursor")]
    [InlineData("cursor=99999999999999999999", "cursor")]
    public async Task Get_BadQuery_NamesTheField(string query, string field) =>
        Assert.Equal([field], (await server.Viewer.GetJsonAsync($"{Processes}?{query}", HttpStatusCode.BadRequest)).Fields());

    [Theory]
    [InlineData("999999999")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("99999999999999999999")]
    public async Task Any_UnknownProcess_IsNotFound(string id)
    {
        Assert.Equal("not-found", (await server.Viewer.GetJsonAsync($"{Processes}/{id}", HttpStatusCode.NotFound)).Code());
        Assert.Equal("not-found", (await server.Viewer.GetJsonAsync($"{Processes}/{id}/output", HttpStatusCode.NotFound)).Code());
        using var stopped = await server.Operator.PostAsync($"{Processes}/{id}/stop", null);
        Assert.Equal("not-found", (await stopped.JsonAsync(HttpStatusCode.NotFound)).Code());
    }

    [Fact]
    public async Task Stop_Running_AsksItsMachineWithTheGrace_AgainWithAShorterOne_UntilItIsClosed()
    {
        await using var agent = await server.AgentAsync("stop");
        var process = await server.StartAsync("stop");
        var wireId = await agent.RunNextAsync();
        await server.ProcessAsync(process.Id(), "running");

        foreach (var grace in new[] { 5_000, 0 })
        {
            var stopping = await server.Operator.PostJsonAsync($"{Processes}/{process.Id()}/stop", new { grace }, HttpStatusCode.Accepted);
            Assert.Equal(process.Id(), Assert.Single(stopping.Items()).Id());
            var kill = await agent.HearAsync<KillMessage>();
            Assert.Equal((wireId, grace), (Assert.Single(kill.Processes).Id.Number, kill.Grace));
        }

        await agent.StatusAsync(wireId, WireProcessState.Closed);
        await server.ProcessAsync(process.Id(), "closed");
        Assert.Equal("not-running", (await server.Operator.PostJsonAsync($"{Processes}/{process.Id()}/stop", new { }, HttpStatusCode.Conflict)).Code());
    }

    [Fact]
    public async Task StopTargets_StopsAllThatLivesThere_AndNothingThereIsNoFailure()
    {
        await using var busy = await server.AgentAsync("stop-busy", new() { ["stop"] = "me" });
        await using var idle = await server.AgentAsync("stop-idle", new() { ["stop"] = "me" });
        await server.StartAsync("stop-busy");
        await server.StartAsync("stop-busy");
        await busy.RunNextAsync();
        await busy.RunNextAsync();

        var stopping = await server.Operator.PostJsonAsync($"{Processes}/stop", new { targets = new[] { "stop=me" } }, HttpStatusCode.Accepted);

        Assert.Equal(2, stopping.Items().Count);
        Assert.Equal(2, (await busy.HearAsync<KillMessage>()).Processes.Count);
        Assert.Empty((await server.Operator.PostJsonAsync($"{Processes}/stop", new { targets = new[] { "stop-idle" } }, HttpStatusCode.Accepted)).Items());
    }

    [Theory]
    [InlineData("""{"grace":-1}""", "grace")]
    [InlineData("""{"grace":"5s"}""", "grace")]
    [InlineData("""{"targets":["x"]}""", "targets")]
    [InlineData("""{"force":true}""", "force")]
    public async Task Stop_BadBody_NamesTheField(string body, string field) =>
        Assert.Equal([field], (await server.Operator.SendJsonAsync(HttpMethod.Post, $"{Processes}/1/stop", body, HttpStatusCode.BadRequest)).Fields());

    [Fact]
    public async Task Post_OneMachineRefuses_TheOthersStartAndTheRefusalIsTold()
    {
        await using var fine = await server.AgentAsync("some-fine", new() { ["some"] = "refuse" });
        await using var gone = await server.AgentAsync("some-gone", new() { ["some"] = "refuse" });
        using var revoked = await server.Admin.PostAsync($"/api/v1/machines/{gone.MachineId}/revoke", null);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);

        var answer = await server.Operator.PostJsonAsync(
            Processes, new { targets = new[] { "some=refuse" }, execute = new object[] { new { application = "warp" } } }, HttpStatusCode.Accepted);

        Assert.Equal("some-fine", Assert.Single(answer.GetProperty("items").EnumerateArray()).Text("machine"));
        var refusal = Assert.Single(answer.GetProperty("refused").EnumerateArray());
        Assert.Equal("some-gone", refusal.Text("machine"));
        Assert.Contains("revoked", refusal.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_SeedPlainClient_IsToldThatItsProtocolHasNoStop()
    {
        await using var plain = await server.AgentAsync("", offer: WireExtensions.None);
        JsonElement machine = default;
        await Eventually.TrueAsync(
            () => (machine = server.Viewer.GetJsonAsync("/api/v1/machines").GetAwaiter().GetResult().Items()
                .FirstOrDefault(m => m.GetProperty("connected").GetBoolean() && m.GetProperty("extensions").GetArrayLength() == 0)).ValueKind == JsonValueKind.Object,
            ApiServer.Patience,
            () => "The plain client is connected.");
        Assert.StartsWith("127.0.0.1", machine.Text("name"), StringComparison.Ordinal);

        var process = await server.StartAsync(machine.Text("id")!);
        await plain.RunNextAsync();

        Assert.Equal("no-stop", (await server.Operator.PostJsonAsync($"{Processes}/{process.Id()}/stop", new { }, HttpStatusCode.Conflict)).Code());
    }

    [Fact]
    public async Task Post_MachineAway_WaitsIsCancelledExpiresOrIsRefused()
    {
        await (await server.AgentAsync("away")).DisposeAsync();
        await Eventually.TrueAsync(
            () => !server.Viewer.GetJsonAsync("/api/v1/machines/away").GetAwaiter().GetResult().GetProperty("connected").GetBoolean(), ApiServer.Patience, () => "It is away.");

        var refused = await server.Operator.PostJsonAsync(
            Processes, new { targets = new[] { "away" }, execute = new[] { new { application = "show" } }, queueFor = 0 }, HttpStatusCode.Conflict);
        Assert.Equal("machine-away", refused.Code());

        var waiting = await server.StartAsync("away");
        Assert.Equal("queued", waiting.Text("state"));
        Assert.Contains("waits for its machine", waiting.Text("message"), StringComparison.Ordinal);
        await server.Operator.PostJsonAsync($"{Processes}/{waiting.Id()}/stop", new { }, HttpStatusCode.Accepted);
        await server.ProcessAsync(waiting.Id(), "closed");

        var expiring = await server.StartAsync("away", queueFor: 1);
        await server.ProcessAsync(expiring.Id(), "expired");
    }

    [Fact]
    public async Task Agent_Returns_WhatRanIsToldAgain_AndWhatWasNeverAnsweredIsSentAgainOnce()
    {
        using var key = RemoteExec.Protocol.Cryptography.SigningKey.Generate();
        long ran, gone, unanswered, firstWireId;
        await using (var agent = await ScriptedAgent.ConnectAsync(server, new() { Name = "returns", Identity = key }))
        {
            ran = (await server.StartAsync("returns")).Id();
            gone = (await server.StartAsync("returns")).Id();
            firstWireId = await agent.RunNextAsync();
            await agent.RunNextAsync();
            unanswered = (await server.StartAsync("returns")).Id();
            await agent.NextExecuteAsync();
        }

        await server.ProcessAsync(ran, "unknown");
        await server.ProcessAsync(unanswered, "unknown");
        await using var back = await ScriptedAgent.ConnectAsync(
            server,
            new() { Name = "returns", Identity = key, HighestId = firstWireId + 1, Snapshot = [new() { Id = new WireId(firstWireId), State = WireProcessState.Running }] });

        Assert.Equal(firstWireId + 2, (await back.NextExecuteAsync()).Id!.Value.Number);
        await server.ProcessAsync(ran, "running");
        Assert.Equal("outcome unknown", (await server.ProcessAsync(gone, "exited")).Text("message"));
    }
}
