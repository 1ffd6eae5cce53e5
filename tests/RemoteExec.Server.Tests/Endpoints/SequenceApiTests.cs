using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

[Collection(ApiCollection.Name)]
public class SequenceApiTests(ApiServer server)
{
    private const string Sequences = "/api/v1/sequences";

    [Fact]
    public async Task Put_ThenGet_HasExactlyTheMembersOfTheContract_AndTheFileAsItCame()
    {
        const string file = "# mine\nname: Members\ntracks: [{ target: left, steps: [{ application: warp }] }]\n";
        var (made, tag) = await PutAsync("members", file, HttpStatusCode.Created);

        Assert.Equal(["name", "description", "tracks", "onFailure", "offline", "notify", "version", "updatedAt", "updatedBy", "text"], made.Members());
        Assert.Equal(("Members", file, "continue", "refuse"), (made.Text("name"), made.Text("text"), made.Text("onFailure"), made.Text("offline")));
        var shown = await server.Viewer.GetJsonAsync($"{Sequences}/MEMBERS");
        Assert.Equal(made.ToString(), shown.ToString());
        Assert.Equal($"\"{shown.GetProperty("version").GetInt64()}\"", tag);

        using var yaml = new HttpRequestMessage(HttpMethod.Get, $"{Sequences}/members");
        yaml.Headers.Accept.ParseAdd("application/yaml");
        using var exported = await server.Viewer.SendAsync(yaml);
        Assert.Equal(file, await exported.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Put_Json_IsTakenToo()
    {
        var made = await server.Operator.SendJsonAsync(
            HttpMethod.Put, $"{Sequences}/as-json", """{"name":"as-json","tracks":[{"target":"left","steps":[{"application":"warp","arguments":["a b"],"delay":"2s"}]}]}""", HttpStatusCode.Created);

        Assert.Equal(2_000, made.GetProperty("tracks")[0].GetProperty("steps")[0].GetProperty("delay").GetInt32());
    }

    [Fact]
    public async Task TwoEditors_TheSecondIsTold()
    {
        var (_, first) = await PutAsync("editors", File("editors"), HttpStatusCode.Created);
        var (_, second) = await PutAsync("editors", File("editors"), HttpStatusCode.OK, first);

        var (told, _) = await PutAsync("editors", File("editors"), HttpStatusCode.PreconditionFailed, first);
        Assert.Equal("version-conflict", told.Code());
        var (exists, _) = await PutAsync("editors", File("editors"), HttpStatusCode.PreconditionFailed, "new");
        Assert.Equal("version-conflict", exists.Code());
        var (wrong, _) = await PutAsync("editors", File("editors"), HttpStatusCode.BadRequest, "\"abc\"");
        Assert.Equal("bad-request", wrong.Code());

        using var delete = new HttpRequestMessage(HttpMethod.Delete, $"{Sequences}/editors");
        delete.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(first!));
        using var kept = await server.Operator.SendAsync(delete);
        Assert.Equal(HttpStatusCode.PreconditionFailed, kept.StatusCode);
        await PutAsync("editors", File("editors"), HttpStatusCode.OK, second);
    }

    [Fact]
    public async Task AWrongFile_IsTold_WithEveryPlace_AndChangesNothing()
    {
        var (problem, _) = await PutAsync("wrong", "name: wrong\nonFailure: explode\ntracks:\n  - target: left\n    after: [nobody]\n    steps: [{ application: a/b }]\n", HttpStatusCode.BadRequest);

        Assert.Equal("bad-request", problem.Code());
        Assert.Contains(2, problem.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("line").GetInt32()));
        Assert.Contains(6, problem.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("line").GetInt32()));
        await server.Viewer.GetJsonAsync($"{Sequences}/wrong", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task ANameThatIsNotThatOfTheAddress_IsRefused() =>
        Assert.Equal(["name"], (await PutAsync("address", File("other"), HttpStatusCode.BadRequest)).Json.Fields());

    [Fact]
    public async Task AViewer_MayLook_AndNotChange()
    {
        await PutAsync("looked-at", File("looked-at"), HttpStatusCode.Created);

        await server.Viewer.GetJsonAsync(Sequences);
        await server.Viewer.SendJsonAsync(HttpMethod.Put, $"{Sequences}/looked-at", "{}", HttpStatusCode.Forbidden);
        await server.Viewer.SendJsonAsync(HttpMethod.Post, $"{Sequences}/looked-at/runs", "{}", HttpStatusCode.Forbidden);
        using var delete = await server.Viewer.DeleteAsync($"{Sequences}/looked-at");
        Assert.Equal(HttpStatusCode.Forbidden, delete.StatusCode);
    }

    [Fact]
    public async Task WhatStandsInTheWay_IsToldInFull_AndNothingBegins()
    {
        await PutAsync("in-the-way", "name: in-the-way\ntracks:\n  - { target: nobody-here, steps: [{ application: a }] }\n  - { target: wall=nowhere, steps: [{ application: a }] }\n", HttpStatusCode.Created);

        var checkedNow = await server.Viewer.PostJsonAsync($"{Sequences}/in-the-way/check", new { }, HttpStatusCode.OK);
        Assert.False(checkedNow.GetProperty("mayBegin").GetBoolean());
        var refused = await server.Operator.PostJsonAsync($"{Sequences}/in-the-way/runs", new { }, HttpStatusCode.Conflict);
        Assert.Equal("blocked", refused.Code());
        Assert.Equal(["no-such-target", "no-such-target"], refused.GetProperty("findings").EnumerateArray().Select(finding => finding.Text("code")));
        Assert.Empty((await server.Viewer.GetJsonAsync("/api/v1/runs?sequence=in-the-way")).Items());
    }

    [Fact]
    public async Task WhatAMachineWouldNotStart_StandsInTheWay_AsItSaysItself()
    {
        await using var agent = await server.AgentAsync("asked", offer: WireExtensions.All);
        await PutAsync("asked", "name: asked\ntracks: [{ target: asked, steps: [{ application: warp }, { application: mpv }] }]\n", HttpStatusCode.Created);

        var asking = server.Operator.PostJsonAsync($"{Sequences}/asked/runs", new { }, HttpStatusCode.Conflict);
        var question = await agent.HearAsync<CheckMessage>();
        Assert.Equal(["warp", "mpv"], question.Entries.Select(entry => entry.Application));
        await agent.SendAsync(new CheckedMessage(question.Question + 5, []));
        await agent.SendAsync(new CheckedMessage(
            question.Question, [new ExecutedEntry(question.Entries[0].Id!.Value, true, ""), new ExecutedEntry(question.Entries[1].Id!.Value, false, "there is no mpv\u001b[31m")]));

        var finding = Assert.Single((await asking).GetProperty("findings").EnumerateArray());
        Assert.Equal(("would-not-start", "mpv", "asked", true), (finding.Text("code"), finding.Text("step"), finding.Text("machine"), finding.GetProperty("blocks").GetBoolean()));
        Assert.DoesNotContain("\u001b", finding.Text("detail"), StringComparison.Ordinal);
        Assert.Empty((await server.Viewer.GetJsonAsync("/api/v1/runs?sequence=asked")).Items());
    }

    [Fact]
    public async Task AMachineThatLeavesWhileItIsAsked_OrAnswersSomethingElse_HoldsNothingUp()
    {
        await using var leaving = await server.AgentAsync("parting", offer: WireExtensions.All);
        await using var confused = await server.AgentAsync("confused", offer: WireExtensions.All);
        await PutAsync("held-up", "name: held-up\ntracks: [{ target: 'parting,confused', name: all, steps: [{ application: warp }] }]\n", HttpStatusCode.Created);

        var asking = server.Viewer.PostJsonAsync($"{Sequences}/held-up/check", new { }, HttpStatusCode.OK);
        await leaving.HearAsync<CheckMessage>();
        await leaving.DisposeAsync();
        var question = await confused.HearAsync<CheckMessage>();
        await confused.SendAsync(new CheckedMessage(question.Question, [new ExecutedEntry(new WireId(99), true, "")]));

        var findings = (await asking).GetProperty("findings").EnumerateArray().Where(finding => finding.Text("code") == "cannot-check");
        Assert.Equal(["confused", "parting"], findings.Select(finding => finding.Text("machine")).Order());
    }

    [Fact]
    public async Task ASeedPlainClient_IsSentItsTrackAsOneArray_AndTakesPartBesideOurs()
    {
        await using var ours = await server.AgentAsync("run-ours");
        await using var plain = await ScriptedAgent.ConnectAsync(server, new ScriptedAgentOptions { Offer = WireExtensions.None });
        string? address = null;
        await Eventually.TrueAsync(
            async () => (address = (await server.Viewer.GetJsonAsync("/api/v1/machines")).Items()
                .FirstOrDefault(machine => machine.GetProperty("extensions").GetArrayLength() == 0 && machine.GetProperty("connected").GetBoolean())
                is { ValueKind: JsonValueKind.Object } found ? found.Text("id") : null) is not null,
            ApiServer.Patience,
            () => "the plain client has not come");
        await PutAsync("both", $$"""
            name: both
            tracks:
              - target: {{address}}
                steps: [{ name: a, application: warp, path: /opt/show }, { name: b, application: player, path: /opt/show, delay: 500ms }]
              - { target: run-ours, after: ["{{address}}"], steps: [{ name: c, application: lights }] }
            """, HttpStatusCode.Created);

        var started = await server.Operator.PostJsonAsync($"{Sequences}/both/runs", new { }, HttpStatusCode.Accepted);
        var sent = await plain.HearAsync<ExecuteMessage>();
        Assert.Equal([("warp", 0), ("player", 500)], sent.Entries.Select(entry => (entry.Application, entry.DelayMilliseconds)));
        await plain.SendAsync(new ExecutedMessage([.. sent.Entries.Select(entry => new ExecutedEntry(entry.Id!.Value, true, ""))], null));

        await ours.RunNextAsync();
        var run = await RunAsync(started.Id(), "ready");
        Assert.Equal(["ready", "ready", "ready"], run.GetProperty("steps").EnumerateArray().Select(step => step.Text("state")));
    }

    [Fact]
    public async Task TheSameKey_StartsOneRun_AndAnotherStartOfIt_IsRefusedWhileItIsUnderWay()
    {
        await using var agent = await server.AgentAsync("run-once");
        await PutAsync("once", "name: once\ntracks: [{ target: run-once, steps: [{ application: a }] }]\n", HttpStatusCode.Created);

        var first = await server.Operator.SendJsonAsync(HttpMethod.Post, $"{Sequences}/once/runs", "{}", HttpStatusCode.Accepted, "once-key");
        var again = await server.Operator.SendJsonAsync(HttpMethod.Post, $"{Sequences}/once/runs", "{}", HttpStatusCode.Accepted, "once-key");
        Assert.Equal(first.Id(), again.Id());
        var refused = await server.Operator.SendJsonAsync(HttpMethod.Post, $"{Sequences}/once/runs", "{}", HttpStatusCode.Conflict, "other-key");
        Assert.Contains($"run {first.Id()} of it is under way", refused.Text("detail"), StringComparison.Ordinal);

        var wireId = await agent.RunNextAsync();
        await RunAsync(first.Id(), "ready");
        await server.Operator.PostJsonAsync($"/api/v1/runs/{first.Id()}/stop", new { }, HttpStatusCode.Accepted);
        Assert.Equal(wireId, (await agent.HearAsync<KillMessage>()).Processes[0].Id.Number);
        await agent.StatusAsync(wireId, WireProcessState.Closed);
        await RunAsync(first.Id(), "stopped");
        await server.Operator.PostJsonAsync($"/api/v1/runs/{first.Id()}/stop", new { }, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task RunsAreToldAsEvents()
    {
        await using var agent = await server.AgentAsync("run-told");
        await PutAsync("told", "name: told\ntracks: [{ target: run-told, steps: [{ name: warp, application: a }] }]\n", HttpStatusCode.Created);
        using var events = await EventStream.OpenAsync(server.Viewer, "/api/v1/events");

        var run = await server.Operator.PostJsonAsync($"{Sequences}/told/runs", new { }, HttpStatusCode.Accepted);
        var wireId = await agent.RunNextAsync();
        await RunAsync(run.Id(), "ready");
        await agent.StatusAsync(wireId, WireProcessState.Exited, exitCode: 4);

        var told = await events.UntilAsync(e => e.Name == "run.failed");
        Assert.Equal(["run.started", "step.ready", "run.ready", "step.failed", "run.failed"], told.Select(e => e.Name).Where(name => name.StartsWith("run.", StringComparison.Ordinal) || name.StartsWith("step.", StringComparison.Ordinal)));
        Assert.Equal("warp on run-told: ended with code 4", told[^1].Data.GetProperty("data").Text("text"));
    }

    private static string File(string name) => $"name: {name}\ntracks: [{{ target: left, steps: [{{ application: warp }}] }}]\n";

    private async Task<JsonElement> RunAsync(long id, string state)
    {
        JsonElement run = default;
        await Eventually.TrueAsync(
            async () => (run = await server.Viewer.GetJsonAsync($"/api/v1/runs/{id}")).Text("state") == state, ApiServer.Patience, () => run.ToString());
        return run;
    }

    private async Task<(JsonElement Json, string? Tag)> PutAsync(string name, string file, HttpStatusCode expected, string? match = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Sequences}/{name}") { Content = new StringContent(file, Encoding.UTF8, "application/yaml") };
        if (match == "new")
        {
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        }
        else if (match is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", match);
        }

        using var response = await server.Operator.SendAsync(request);
        return (await response.JsonAsync(expected), response.Headers.ETag?.Tag);
    }
}
