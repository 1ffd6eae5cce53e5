using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Settings;
using RemoteExec.Server.Tests.Endpoints.Peers;
using RemoteExec.Server.Tests.Hosting;
using RemoteExec.Server.Tests.Notices.Peers;

namespace RemoteExec.Server.Tests.Notices;

/// <summary>The whole way: a run on a real wire, a real SMTP server, a real HTTP receiver.</summary>
public class NoticeApiTests(ApiServer server, SmtpServer mails) : IClassFixture<ApiServer>, IClassFixture<SmtpServer>
{
    private const string Settings = "/api/v1/settings";
    private const string Secret = "0123456789abcdef-webhook";

    [Fact]
    public async Task AFailedRun_IsTold_ByMailAndOverHttp_AndListed()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await SetMailAsync();
        await SetWebhookAsync("control", receiver.Url);
        await using var agent = await server.AgentAsync("told-stage");

        var run = await FailAsync(agent, "told", "told-stage", "crew@example.org", "webhook:control");

        var mail = await mails.NextAsync();
        Assert.Equal("crew@example.org", mail.GetProperty("to")[0].GetString());
        Assert.Contains($"Subject: run {run} of told ended failed after", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("warp on told-stage failed: ended with code 4", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains($"https://control.example.org/api/v1/runs/{run}", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        var (_, headers, body) = await receiver.NextAsync();
        var told = JsonElement.Parse(body);
        Assert.Equal(["id", "run", "sequence", "items", "more", "notSent", "link"], told.Members());
        Assert.Equal(["step.failed", "run.ended"], told.GetProperty("items").EnumerateArray().Select(item => item.Text("kind")));
        Assert.Equal(headers["X-RemoteExec-Delivery"].ToString(), told.Text("id"));

        var listed = await UntilAsync(run, notices => notices.Count == 2 && notices.TrueForAll(notice => notice.Text("state") == "sent"));
        Assert.Equal(["crew@example.org", "webhook:control"], listed.Select(notice => notice.Text("recipient")).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["id", "recipient", "run", "sequence", "state", "createdAt", "nextAt", "sentAt", "attempts", "lastError", "text"], listed[0].Members());
        Assert.Contains(told.Text("id"), listed.Select(notice => notice.Text("id")));
        Assert.Empty((await server.Viewer.GetJsonAsync("/api/v1/notices?state=queued")).Items());
        Assert.Equal(["state"], (await server.Viewer.GetJsonAsync("/api/v1/notices?state=lost", HttpStatusCode.BadRequest)).Fields());
    }

    [Fact]
    public async Task AWebhook_IsToldOnlyWhatItAskedFor_AndLeftAlone_OnceItSaysGone()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 410;
            return Task.CompletedTask;
        };
        await SetWebhookAsync("picky", receiver.Url, "run.ended");
        await using var agent = await server.AgentAsync("picky-stage");

        var run = await FailAsync(agent, "picky", "picky-stage", "webhook:picky");

        Assert.Equal(["run.ended"], JsonElement.Parse((await receiver.NextAsync()).Body).GetProperty("items").EnumerateArray().Select(item => item.Text("kind")));
        Assert.Contains("410", Assert.Single(await UntilAsync(run, notices => notices.Exists(notice => notice.Text("state") == "failed"))).Text("lastError"), StringComparison.Ordinal);
        await Eventually.TrueAsync(async () => await IsOffAsync(), ApiServer.Patience, () => "it is still on");

        var again = await FailAsync(agent, "picky", "picky-stage", "webhook:picky");
        Assert.Empty(await ListedAsync(again));
        await SetWebhookAsync("picky", receiver.Url);
        Assert.False(await IsOffAsync());
    }

    [Fact]
    public async Task AWebhookOfTheSettingsFile_IsLeftAloneToo_UntilItIsTakenBack()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 410;
            return Task.CompletedTask;
        };
        using var folder = new TemporaryFolder();
        var file = SettingsSources.File(folder.Write("server.json", Webhook("of-the-file", receiver.Url)), required: true);
        await using var other = await ApiServer.StartAsync(change: settings => SettingsReader.Over(settings, file).Settings);
        await using var agent = await other.AgentAsync("stage");
        await PutAsync("gone", "name: gone\nnotify: [\"webhook:of-the-file\"]\ntracks: [{ target: stage, steps: [{ application: a }] }]\n", other.Operator);
        await other.Operator.PostJsonAsync("/api/v1/sequences/gone/runs", new { }, HttpStatusCode.Accepted);
        await agent.StatusAsync(await agent.RunNextAsync(), WireProcessState.Exited, exitCode: 4);

        await Eventually.TrueAsync(async () => await IsOffAsync(other), ApiServer.Patience, () => "it is still on");
        var back = await other.Admin.SendJsonAsync(HttpMethod.Patch, Settings, """{"webhooks":null}""", HttpStatusCode.OK);
        Assert.False(await IsOffAsync(other));
        Assert.DoesNotContain(Secret, back.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWebhookThatLeadsInward_OrThatNobodyHasSet_IsGivenUp_AndSaysWhy()
    {
        await using var receiver = await HttpReceiver.StartAsync();
        await SetWebhookAsync("inward", receiver.Url);
        await server.Admin.SendJsonAsync(HttpMethod.Patch, Settings, """{"webhookAllow":[]}""", HttpStatusCode.OK);
        await using var agent = await server.AgentAsync("inward-stage");

        var run = await FailAsync(agent, "inward", "inward-stage", "webhook:inward", "webhook:nobody");

        var failed = await UntilAsync(run, notices => notices.Count == 2 && notices.TrueForAll(notice => notice.Text("state") == "failed"));
        Assert.Contains(failed, notice => notice.Text("lastError")!.Contains("webhookAllow", StringComparison.Ordinal));
        Assert.Contains(failed, notice => notice.Text("lastError")!.Contains("there is no webhook nobody", StringComparison.Ordinal));
        Assert.Equal(0, receiver.Waiting);
    }

    [Fact]
    public async Task AMachineThatWentAwayDuringARun_IsTold()
    {
        await SetMailAsync();
        var agent = await server.AgentAsync("leaves");
        var other = await server.AgentAsync("stays");
        await using (other)
        {
            await PutAsync("absence", "name: absence\nnotify: [absence@example.org]\ntracks: [{ target: leaves, steps: [{ application: a }] }, { target: stays, steps: [{ application: b }] }]\n");
            var run = (await server.Operator.PostJsonAsync("/api/v1/sequences/absence/runs", new { }, HttpStatusCode.Accepted)).Id();
            var id = await other.RunNextAsync();
            await agent.RunNextAsync();
            await InStateAsync(run, "ready");

            await agent.DisposeAsync();
            await Eventually.TrueAsync(
                async () => (await server.Viewer.GetJsonAsync("/api/v1/processes?target=leaves")).Items().TrueForAll(process => process.Text("state") == "unknown"), ApiServer.Patience, () => "it is still there");
            await other.StatusAsync(id, WireProcessState.Exited, exitCode: 0);
            using var removed = await server.Admin.DeleteAsync("/api/v1/machines/leaves");
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);

            var text = (await mails.NextAsync()).GetProperty("text").GetString()!;
            Assert.Contains($"leaves went away during run {run} of absence", text.ReplaceLineEndings(" ").Replace("= ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ANoticeThatComesBackAsARequest_IsCut()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sequences/told/runs") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Add("X-RemoteExec-Delivery", "any");
        using var response = await server.Operator.SendAsync(request);

        Assert.Equal("loop", (await response.JsonAsync(HttpStatusCode.LoopDetected)).Code());
    }

    [Fact]
    public async Task ATestMail_IsSentNow_AndSaysWhatCameOfIt()
    {
        await SetMailAsync();
        var taken = await server.Admin.PostJsonAsync($"{Settings}/mail-test", new { to = "test@example.org" }, HttpStatusCode.OK);
        Assert.Equal(("test@example.org", $"127.0.0.1:{mails.Port}"), (taken.Text("to"), taken.Text("server")));
        Assert.Contains("test mail", (await mails.NextAsync()).GetProperty("text").GetString(), StringComparison.Ordinal);

        Assert.Equal("test@example.org", Assert.Single(await server.AuditAsync("&action=mail.test")).Text("target"));

        var refused = await server.Admin.PostJsonAsync($"{Settings}/mail-test", new { to = "refuse550@example.org" }, HttpStatusCode.BadGateway);
        Assert.Contains("no such mailbox", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(["to"], (await server.Admin.PostJsonAsync($"{Settings}/mail-test", new { to = "a@b.org\r\nBcc: c@d.org" }, HttpStatusCode.BadRequest)).Fields());
        await server.Operator.PostJsonAsync($"{Settings}/mail-test", new { to = "test@example.org" }, HttpStatusCode.Forbidden);
        await server.Admin.SendJsonAsync(HttpMethod.Patch, Settings, """{"smtp":null}""", HttpStatusCode.OK);
        await server.Admin.PostJsonAsync($"{Settings}/mail-test", new { to = "test@example.org" }, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task AServerThatIsKilledBeforeTheDelivery_DeliversWhenItIsBack()
    {
        using var folder = new TemporaryFolder();
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        string id;
        await using (var killed = await ServerProcess.StartAsync(folder.At("data")))
        {
            using var admin = Admin(killed);
            await admin.SendJsonAsync(HttpMethod.Patch, Settings, Webhook("late", new Uri($"http://127.0.0.1:{port}/")), HttpStatusCode.OK);
            var (agent, _) = await ScriptedAgent.TryConnectAsync(killed.Agents, killed.Password, new ScriptedAgentOptions { Name = "stage" });
            await using (agent)
            {
                await PutAsync("late", "name: late\nnotify: [\"webhook:late\"]\ntracks: [{ target: stage, steps: [{ name: warp, application: a }] }]\n", admin);
                await admin.PostJsonAsync("/api/v1/sequences/late/runs", new { }, HttpStatusCode.Accepted);
                await agent!.StatusAsync(await agent.RunNextAsync(), WireProcessState.Exited, exitCode: 4);
                List<JsonElement> queued = [];
                await Eventually.TrueAsync(
                    async () => (queued = (await admin.GetJsonAsync("/api/v1/notices")).Items()) is [var one] && one.GetProperty("attempts").GetInt32() > 0, ApiServer.Patience, () => $"{queued.Count} notices");
                Assert.Equal("queued", queued[0].Text("state"));
                id = queued[0].Text("id")!;
                await killed.KillAsync();
            }
        }

        await using var receiver = await HttpReceiver.StartAsync(port);
        await using var back = await ServerProcess.StartAsync(folder.At("data"));
        using var again = Admin(back);

        // Whoever changes the webhooks has everything tried at once.
        await again.SendJsonAsync(HttpMethod.Patch, Settings, """{"webhookAllow":["127.0.0.0/8","::1"]}""", HttpStatusCode.OK);

        Assert.Equal(id, (await receiver.NextAsync()).Headers["X-RemoteExec-Delivery"].ToString());
        await Eventually.TrueAsync(
            async () => (await again.GetJsonAsync("/api/v1/notices?state=sent")).Items() is [var sent] && sent.Text("id") == id, ApiServer.Patience, () => "it is not sent");
        Assert.Equal(0, receiver.Waiting);
    }

    private static HttpClient Admin(ServerProcess server)
    {
        var client = new HttpClient { BaseAddress = server.Client.BaseAddress, Timeout = ApiServer.Patience };
        client.DefaultRequestHeaders.Authorization = new("Bearer", File.ReadAllText(Path.Combine(server.Data, "admin-token")).Trim());
        return client;
    }

    private Task SetMailAsync() => server.Admin.SendJsonAsync(
        HttpMethod.Patch,
        Settings,
        $$"""
        {"publicUrl":"https://control.example.org","smtp":{"host":"127.0.0.1","port":{{mails.Port}},"user":"{{SmtpServer.User}}","password":"{{SmtpServer.Password}}","from":"show@example.org","fingerprint":"{{mails.Fingerprint}}" } }
        """,
        HttpStatusCode.OK);

    private Task SetWebhookAsync(string name, Uri url, params string[] events) => server.Admin.SendJsonAsync(HttpMethod.Patch, Settings, Webhook(name, url, events), HttpStatusCode.OK);

    private static string Webhook(string name, Uri url, params string[] events) => JsonSerializer.Serialize(new
    {
        webhooks = new[] { new { name, url, secret = Secret, events = events.Length > 0 ? events : null } },
        webhookAllow = new[] { "127.0.0.0/8" },
    });

    private async Task<bool> IsOffAsync(ApiServer? other = null) => (await (other ?? server).Admin.GetJsonAsync(Settings)).GetProperty("items").EnumerateArray()
        .Single(item => item.Text("name") == "webhooks").GetProperty("value")[0].GetProperty("off").GetBoolean();

    private async Task<long> FailAsync(ScriptedAgent agent, string name, string machine, params string[] notify)
    {
        await PutAsync(name, $"name: {name}\nnotify: [{string.Join(", ", notify.Select(one => $"\"{one}\""))}]\ntracks: [{{ target: {machine}, steps: [{{ name: warp, application: a }}] }}]\n");
        var run = await server.Operator.PostJsonAsync($"/api/v1/sequences/{name}/runs", new { }, HttpStatusCode.Accepted);
        await agent.StatusAsync(await agent.RunNextAsync(), WireProcessState.Exited, exitCode: 4);
        await InStateAsync(run.Id(), "failed");
        return run.Id();
    }

    private Task InStateAsync(long run, string state) => Eventually.TrueAsync(
        async () => (await server.Viewer.GetJsonAsync($"/api/v1/runs/{run}")).Text("state") == state, ApiServer.Patience, () => $"run {run} is not {state}");

    private async Task PutAsync(string name, string file, HttpClient? client = null)
    {
        using var put = await (client ?? server.Operator).PutAsync($"/api/v1/sequences/{name}", new StringContent(file, Encoding.UTF8, "application/yaml"));
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
    }

    private async Task<List<JsonElement>> ListedAsync(long run) =>
        [.. (await server.Viewer.GetJsonAsync("/api/v1/notices")).Items().Where(notice => notice.GetProperty("run").GetInt64() == run)];

    private async Task<List<JsonElement>> UntilAsync(long run, Predicate<List<JsonElement>> wanted)
    {
        List<JsonElement> listed = [];
        await Eventually.TrueAsync(async () => wanted(listed = await ListedAsync(run)), ApiServer.Patience, () => string.Join('\n', listed));
        return listed;
    }
}
