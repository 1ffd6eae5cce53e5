using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

/// <summary>Who did what, as it is recorded and read.</summary>
public sealed class AuditApiTests : IAsyncLifetime
{
    private ApiServer _server = null!;
    private HttpClient _anna = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _anna = await _server.AccountAsync("anna", "admin");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public void EveryAddressThatChangesSomething_IsAudited()
    {
        string[] changesNothing = ["/api/v1/sign-in", "/api/v1/sequences/{name}/check"];
        var forgotten = _server.Routes
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>() is { } methods && !methods.HttpMethods.Contains("GET"))
            .Where(route => route.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal) && !changesNothing.Contains(route.RoutePattern.RawText))
            .Where(route => route.Metadata.GetMetadata<Audited>() is null);

        Assert.Empty(forgotten.Select(route => route.RoutePattern.RawText));
    }

    [Fact]
    public async Task ProcessesAndMachines_EveryStartStopAndChange_IsThereWithWhoAndWhere()
    {
        await using (var agent = await _server.AgentAsync("stage"))
        {
            var begun = await _anna.PostJsonAsync(
                "/api/v1/processes", new { targets = new[] { "stage" }, execute = new[] { new { application = "show", path = "/opt", arguments = new[] { "secret" } } } }, HttpStatusCode.Accepted);
            var id = begun.GetProperty("items")[0].Id();
            await agent.RunNextAsync();
            await _anna.PostJsonAsync($"/api/v1/processes/{id}/stop", new { }, HttpStatusCode.Accepted);
            await _anna.PostJsonAsync("/api/v1/processes/stop", new { targets = new[] { "stage" } }, HttpStatusCode.Accepted);
            await _anna.PatchJsonAsync("/api/v1/machines/stage", new { name = "hall", labels = new Dictionary<string, string?> { ["wall"] = "east" } }, HttpStatusCode.OK);
            await DoneAsync(_anna.PostAsync("/api/v1/machines/hall/revoke", null));
            await Eventually.TrueAsync(
                () => _anna.DeleteAsync("/api/v1/machines/hall").GetAwaiter().GetResult().StatusCode == HttpStatusCode.NoContent, ApiServer.Patience, () => "It is still connected.");

            Assert.Equal(
                [
                    ("process.start", "stage", $"{id} /opt/show"), ("process.stop", "stage", $"{id} /opt/show"), ("process.stop", "stage", $"{id} /opt/show"),
                    ("machine.rename", "stage", "to hall"), ("machine.label", "hall", "wall=east"), ("machine.revoke", "hall", null), ("machine.remove", "hall", null),
                ],
                (await OfAnnaAsync()).Where(row => row.Text("outcome") == "ok" && !row.Text("action")!.StartsWith("account", StringComparison.Ordinal)).Select(Told));
        }
    }

    [Fact]
    public async Task SequencesAndRuns_AreThere_AndWhatTheirConductorStartsToo()
    {
        await using var agent = await _server.AgentAsync("stage");
        using var file = new StringContent("name: show\ntracks: [{ target: stage, steps: [{ application: a }] }]\n", Encoding.UTF8, "application/yaml");
        using var applied = await _anna.PutAsync("/api/v1/sequences/show", file);
        var version = (await applied.JsonAsync(HttpStatusCode.Created)).GetProperty("version").GetInt64();
        var run = (await _anna.SendJsonAsync(HttpMethod.Post, "/api/v1/sequences/show/runs", "{}", HttpStatusCode.Accepted)).Id();
        await agent.RunNextAsync();
        using var stopped = await _anna.PostAsync($"/api/v1/runs/{run}/stop", null);
        await stopped.JsonAsync(HttpStatusCode.Accepted);
        await DoneAsync(_anna.DeleteAsync("/api/v1/sequences/show"));

        List<JsonElement> rows = [];
        await Eventually.TrueAsync(
            () => (rows = OfAnnaAsync().GetAwaiter().GetResult()).Exists(row => row.Text("action") == "process.stop"), ApiServer.Patience, () => "What it started is not stopped.");
        Assert.Equal(
            [("sequence.apply", "show", $"version {version}"), ("run.start", "show", $"run {run}"), ("run.stop", "show", $"run {run}"), ("sequence.delete", "show", $"version {version}")],
            rows.Where(row => row.Text("action")!.Split('.')[0] is "sequence" or "run").Select(Told));
        Assert.All(
            rows.Where(row => row.Text("action")!.StartsWith("process.", StringComparison.Ordinal)),
            row => Assert.EndsWith($"a (run {run})", row.Text("detail"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task AccountsAndTokens_EveryChange_IsThere_WithoutSecrets()
    {
        var before = (await _server.AuditAsync()).Count;
        await _anna.PostJsonAsync("/api/v1/accounts", new { name = "bob", password = ApiServer.AccountPassword, role = "viewer" }, HttpStatusCode.Created);
        await _server.SignInAsync("bob");
        await _anna.PatchJsonAsync("/api/v1/accounts/bob", new { role = "operator", name = "Bob" }, HttpStatusCode.OK);
        await _anna.PatchJsonAsync("/api/v1/accounts/bob", new { disabled = true }, HttpStatusCode.OK);
        using var password = new StringContent("""{"password":"another password"}""", Encoding.UTF8, "application/json");
        await DoneAsync(_anna.PostAsync("/api/v1/accounts/bob/password", password));
        await DoneAsync(_anna.PostAsync("/api/v1/accounts/bob/unlock", null));
        await DoneAsync(_anna.DeleteAsync("/api/v1/accounts/bob"));
        var token = await _anna.PostJsonAsync("/api/v1/tokens", new { name = "ci", role = "viewer", ttl = 60 }, HttpStatusCode.Created);
        await DoneAsync(_anna.DeleteAsync($"/api/v1/tokens/{token.Text("id")}"));
        var join = await _anna.PostJsonAsync("/api/v1/join-tokens", new { ttl = 60 }, HttpStatusCode.Created);
        await DoneAsync(_anna.DeleteAsync($"/api/v1/join-tokens/{join.Text("id")}"));

        var rows = (await _server.AuditAsync())[before..];
        Assert.Equal(
            [
                ("account.create", "bob", "role viewer"), ("sign-in", "bob", null), ("account.change", "bob", "renamed to Bob; role viewer to operator"),
                ("account.change", "Bob", "disabled; 1 API token revoked"), ("account.password", "Bob", "0 API tokens revoked"), ("account.unlock", "Bob", null),
                ("account.delete", "Bob", "0 API tokens revoked"), ("token.create", token.Text("id"), $"ci: viewer, until {token.GetProperty("expiresAt").GetDateTimeOffset():yyyy-MM-dd HH:mm} UTC"),
                ("token.revoke", token.Text("id"), "ci of anna"), ("join-token.create", join.Text("id"), $"until {join.GetProperty("expiresAt").GetDateTimeOffset():yyyy-MM-dd HH:mm} UTC"),
                ("join-token.revoke", join.Text("id"), null),
            ],
            rows.Select(Told));
        var all = string.Concat(rows);
        Assert.DoesNotContain("password\"", all.Replace("account.password\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(token.Text("token")!, all, StringComparison.Ordinal);
        Assert.DoesNotContain(join.Text("token")!, all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_EveryChange_IsThere_WithItsNames_NeverItsValues()
    {
        const string settings = "/api/v1/settings";
        const string secret = "the mail's password";
        await _anna.SendJsonAsync(HttpMethod.Patch, settings, $$"""{"retentionDays":8,"smtp":{"host":"mail.example.org","from":"show@mail.example.org","password":"{{secret}}" } }""", HttpStatusCode.OK);
        await _anna.SendJsonAsync(HttpMethod.Patch, settings, """{"http":"http://127.0.0.1:1"}""", HttpStatusCode.Conflict);
        var rotated = await _anna.PostJsonAsync($"{settings}/agent-password", new { overlap = "1h" }, HttpStatusCode.OK);

        List<JsonElement> rows = [];
        await Eventually.TrueAsync(async () => (rows = await OfAnnaAsync()).Count >= 3, ApiServer.Patience, () => $"There are {rows.Count}.");

        Assert.Equal(
            [("settings.change", "ok"), ("settings.change", "refused"), ("agent-password.rotate", "ok")],
            rows.Select(row => (row.Text("action"), row.Text("outcome"))));
        Assert.Equal(("settings.change", "settings", "retentionDays, smtp.from, smtp.host, smtp.password"), Told(rows[0]));
        var all = string.Concat(rows);
        Assert.All([secret, "mail.example.org", rotated.Text("password")!], value => Assert.DoesNotContain(value, all, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refused_AndDenied_AreThere_WhatCannotBeReadIsNot()
    {
        var viewer = await _server.AccountAsync("vera", "viewer");
        var id = (await viewer.GetJsonAsync("/api/v1/me")).GetProperty("token").Text("id");
        await viewer.PostJsonAsync("/api/v1/processes", new { }, HttpStatusCode.Forbidden);
        await viewer.PatchJsonAsync("/api/v1/machines/stage", new { name = "x" }, HttpStatusCode.Forbidden);
        await viewer.SendJsonAsync(HttpMethod.Delete, "/api/v1/tokens/999", "", HttpStatusCode.NotFound);
        await viewer.PostJsonAsync("/api/v1/accounts/anna/password", new { password = "another password" }, HttpStatusCode.Forbidden);
        await viewer.PostJsonAsync("/api/v1/accounts/vera/password", new { password = "short" }, HttpStatusCode.BadRequest);
        await _server.Nobody.PostJsonAsync("/api/v1/processes", new { }, HttpStatusCode.Unauthorized);
        await _server.Nobody.PostJsonAsync("/api/v1/sign-in", new { name = "\u001b[2J", password = "x" }, HttpStatusCode.BadRequest);

        List<JsonElement> rows = [];
        await Eventually.TrueAsync(() => (rows = _server.AuditAsync("&who=VERA").GetAwaiter().GetResult()).Count >= 5, ApiServer.Patience, () => $"There are {rows.Count}.");

        Assert.Equal(
            [("sign-in", "ok"), ("process.start", "denied"), ("machine.change", "denied"), ("token.revoke", "refused"), ("account.password", "denied")],
            rows.Select(row => (row.Text("action"), row.Text("outcome"))));
        Assert.All(rows.Skip(1), row => Assert.Equal(("vera", id, "127.0.0.1"), (row.Text("account"), row.Text("token"), row.Text("address"))));
    }

    [Fact]
    public async Task Read_NewestFirst_ByFilter_PageByPage()
    {
        foreach (var name in new[] { "a1", "a2", "a3" })
        {
            await _anna.PostJsonAsync("/api/v1/accounts", new { name, password = ApiServer.AccountPassword, role = "viewer" }, HttpStatusCode.Created);
        }

        var first = await _anna.GetJsonAsync("/api/v1/audit?who=Anna&action=account&limit=2");
        Assert.Equal(["a3", "a2"], first.Items().Select(row => row.Text("target")));
        Assert.Equal(["id", "at", "who", "account", "token", "action", "target", "detail", "address", "outcome"], first.Items()[0].Members());
        var second = await _anna.GetJsonAsync($"/api/v1/audit?who=anna&action=account.create&limit=2&cursor={first.Text("next")}");
        Assert.Equal(("a1", null), (Assert.Single(second.Items()).Text("target"), second.Text("next")));

        var moment = Uri.EscapeDataString(first.Items()[1].GetProperty("at").GetDateTimeOffset().ToString("O"));
        Assert.DoesNotContain("a1", (await _server.AuditAsync($"&since={moment}&who=anna")).Select(row => row.Text("target")));
        Assert.DoesNotContain("a2", (await _server.AuditAsync($"&until={moment}&who=anna")).Select(row => row.Text("target")));
        Assert.Equal(["since", "until", "limit", "cursor"], (await _anna.GetJsonAsync("/api/v1/audit?since=x&until=y&limit=0&cursor=z", HttpStatusCode.BadRequest)).Fields());
    }

    [Fact]
    public async Task Export_AllPages_AsCsvAndAsJson_AndNoCellIsAFormula()
    {
        await using var agent = await _server.AgentAsync("stage");
        await _anna.PatchJsonAsync("/api/v1/machines/stage", new { name = "+cmd|'C calc'!A0 \"x\"" }, HttpStatusCode.OK);
        using var refused = await _anna.DeleteAsync("/api/v1/machines/" + Uri.EscapeDataString("+cmd|'C calc'!A0 \"x\""));
        await _anna.GetJsonAsync("/api/v1/audit/export?format=xml", HttpStatusCode.BadRequest);
        await Eventually.TrueAsync(() => _server.AuditAsync("&action=machine.remove").GetAwaiter().GetResult().Count == 1, ApiServer.Patience, () => "The refusal is not there.");
        var rows = await _server.AuditAsync();

        using var csv = await _anna.GetAsync("/api/v1/audit/export?format=csv");
        using var json = await _anna.GetAsync("/api/v1/audit/export?format=json");

        Assert.Equal(("text/csv", "audit.csv"), (csv.Content.Headers.ContentType!.MediaType, csv.Content.Headers.ContentDisposition!.FileName));
        var lines = (await csv.Content.ReadAsStringAsync()).Split("\r\n");
        Assert.Equal(("id,at,who,account,token,action,target,detail,address,outcome", rows.Count + 2, ""), (lines[0], lines.Length, lines[^1]));
        Assert.Contains(",machine.remove,\"'+cmd|'C calc'!A0 \"\"x\"\"\",answered 409,127.0.0.1,refused", lines[^2], StringComparison.Ordinal);
        Assert.Equal(rows, JsonElement.Parse(await json.Content.ReadAsStringAsync()).EnumerateArray(), JsonElement.DeepEquals);
        Assert.Equal("[]\n", await _anna.GetStringAsync("/api/v1/audit/export?format=json&who=nobody"));
    }

    [Fact]
    public async Task Address_IsThatOfTheConnection_UnlessTheProxyIsTrusted()
    {
        await using var behind = await ApiServer.StartAsync(change: settings => settings with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8")] });
        foreach (var (server, address) in new[] { (_server, "127.0.0.1"), (behind, "192.0.2.7") })
        {
            server.Nobody.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.1, 192.0.2.7, 10.1.2.3");
            await server.Nobody.PostJsonAsync("/api/v1/sign-in", new { name = "who", password = "a wrong one" }, HttpStatusCode.Unauthorized);
            Assert.Equal(address, (await server.AuditAsync("&who=who")).Single().Text("address"));
        }
    }

    [Fact]
    public async Task Address_WithManyWrongPasswords_HasToWait_WhateverTheName()
    {
        for (var n = 0; n < PasswordGate.MostOfAnAddress; n++)
        {
            using var wrong = await SignInAsync($"name {n}");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var locked = await SignInAsync("anna");
        Assert.Equal("locked", (await locked.JsonAsync(HttpStatusCode.TooManyRequests)).Code());
    }

    private Task<HttpResponseMessage> SignInAsync(string name) => _server.Nobody.PostAsync(
        "/api/v1/sign-in", new StringContent(JsonSerializer.Serialize(new { name, password = "a wrong one" }), Encoding.UTF8, "application/json"));

    private static (string?, string?, string?) Told(JsonElement row) => (row.Text("action"), row.Text("target"), row.Text("detail"));

    private async Task<List<JsonElement>> OfAnnaAsync()
    {
        var rows = (await _server.AuditAsync("&who=anna")).Where(row => row.Text("action") != "sign-in").ToList();
        Assert.All(
            rows.Where(row => row.Text("detail")?.Contains("(run ", StringComparison.Ordinal) != true),
            row => Assert.Equal(("anna", "127.0.0.1", true), (row.Text("account"), row.Text("address"), row.Text("token") is { Length: 32 })));
        return rows;
    }

    private static async Task DoneAsync(Task<HttpResponseMessage> request)
    {
        using var response = await request;
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }
}
