using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RemoteExec.Server.Settings;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Settings;

/// <summary>A server of its own: its settings change.</summary>
public class SettingsApiTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Settings = "/api/v1/settings";
    private const string Secret = "0123456789abcdef-webhook";

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "listen", "\"nowhere\"", "HOST:PORT" },
        { "ipPool", "[\"10.1/8\"]", "CIDR" },
        { "ipPool", "[1]", "CIDR" },
        { "plain", "\"perhaps\"", "allow" },
        { "metrics", "true", "open" },
        { "retentionDays", "0", "1 to 36500" },
        { "retentionDays", "36501", "1 to 36500" },
        { "retentionDays", "1.5", "whole number" },
        { "retentionMegabytes", "10000001", "0 to 10000000" },
        { "limits.unauthenticated", "100001", "1 to 100000" },
        { "limits.unauthenticatedPerAddress", "0", "1 to 100000" },
        { "limits.requestBodyBytes", "1023", "1024 to 67108864" },
        { "rateLimits.passwordFailures", "1001", "1 to 1000" },
        { "rateLimits.passwordBackOffSeconds", "86401", "1 to 86400" },
        { "publicUrl", "\"ftp://x\"", "http" },
        { "publicUrl", "\"http://user:pw@x\"", "http" },
        { "smtp.host", "\"a b\"", "host name" },
        { "smtp.port", "65536", "1 to 65535" },
        { "smtp.security", "\"ssl\"", "starttls" },
        { "smtp.user", "\"a\\nb\"", "control character" },
        { "smtp.password", "\"a\\nb\"", "control character" },
        { "smtp.from", "\"nobody\"", "e-mail" },
        { "smtp.timeout", "\"3m\"", "2m" },
        { "smtp.timeout", "20", "2m" },
        { "smtp.fingerprint", "\"SHA256:abc\"", "SHA256" },
        { "webhookAllow", "[\"not a host\"]", "CIDR" },
        { "notices.perHour", "1001", "1 to 1000" },
        { "webhooks", "\"x\"", "name, url, secret" },
        { "webhooks", "[{\"name\":\"a b\",\"url\":\"http://x\",\"secret\":\"0123456789abcdef\"}]", "name" },
        { "webhooks", "[{\"name\":\"a\",\"url\":\"file:///x\",\"secret\":\"0123456789abcdef\"}]", "url" },
        { "webhooks", "[{\"name\":\"a\",\"url\":\"http://x\",\"secret\":\"short\"}]", "secret" },
        { "webhooks", "[{\"name\":\"a\",\"url\":\"http://x\",\"secret\":\"0123456789abcdef\",\"events\":[\"all\"]}]", "events" },
        { "webhooks", "[{\"name\":\"a\",\"url\":\"http://x\",\"secret\":\"0123456789abcdef\",\"sicret\":\"\"}]", "name, url, secret" },
        { "nonsense", "1", "not a setting" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task AWrongValue_IsRefused_WithItsRange_AndNothingChanges(string key, string value, string says)
    {
        var (before, tag) = await ShowAsync();

        var problem = await server.Admin.SendJsonAsync(HttpMethod.Patch, Settings, $$"""{"retentionDays":77,"{{key}}":{{value}}}""".Replace("\"retentionDays\":77,\"retentionDays\"", "\"retentionDays\"", StringComparison.Ordinal), HttpStatusCode.BadRequest);

        Assert.Equal([key], problem.Fields());
        Assert.Contains(says, problem.Text("detail"), StringComparison.Ordinal);
        var (after, sameTag) = await ShowAsync();
        Assert.Equal((tag, Value(before, "retentionDays").ToString()), (sameTag, Value(after, "retentionDays").ToString()));
    }

    [Fact]
    public async Task Show_HasEverySetting_WithWhatItIsAndWhereItComesFrom()
    {
        var (shown, _) = await ShowAsync();

        var names = shown.GetProperty("items").EnumerateArray().Select(item => item.Text("name")).ToList();
        Assert.Equal(SettingKeys.All.Keys.Where(key => !key.StartsWith("postgres", StringComparison.Ordinal)).Order(StringComparer.Ordinal), names);
        Assert.All(shown.GetProperty("items").EnumerateArray(), item =>
        {
            Assert.Equal(["name", "value", "default", "source", "range", "secret", "set", "fixed"], item.Members());
            Assert.NotEmpty(item.Text("range")!);
        });
        Assert.Equal(256, One(shown, "limits.unauthenticated").GetProperty("default").GetInt32());
    }

    [Fact]
    public async Task AChange_HoldsAtOnce_IsShown_AndCanBeTakenBack()
    {
        var changed = await PatchAsync("""{"retentionDays":9,"ipPool":["192.0.2.0/24","127.0.0.0/8"],"limits":{"unauthenticated":100},"metrics":"closed"}""");
        Assert.Equal(("api", 9), (One(changed, "retentionDays").Text("source"), Value(changed, "retentionDays").GetInt32()));
        Assert.Equal(["192.0.2.0/24", "127.0.0.0/8"], Value(changed, "ipPool").EnumerateArray().Select(entry => entry.GetString()));
        await server.Nobody.GetJsonAsync("/metrics", HttpStatusCode.Unauthorized);
        Assert.Contains("# TYPE", await server.Viewer.GetStringAsync("/metrics"), StringComparison.Ordinal);

        var back = await PatchAsync("""{"retentionDays":null,"ipPool":null,"limits":null,"metrics":null}""");
        Assert.Equal(("built-in", 30), (One(back, "retentionDays").Text("source"), Value(back, "retentionDays").GetInt32()));
        Assert.Equal((JsonValueKind.Null, 256), (Value(back, "ipPool").ValueKind, Value(back, "limits.unauthenticated").GetInt32()));
        Assert.Contains("# TYPE", await server.Nobody.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheIpPool_KeepsOut_FromTheNextConnectionOn()
    {
        await PatchAsync("""{"ipPool":[]}""");
        var (refused, error) = await ScriptedAgent.TryConnectAsync(server, new ScriptedAgentOptions { Name = "kept-out" });
        Assert.Null(refused);
        Assert.Equal(101, (int)error);

        await PatchAsync("""{"ipPool":null}""");
        await using var agent = await server.AgentAsync("let-in");
    }

    [Fact]
    public async Task TheSizeOfARequest_IsBoundedAnew()
    {
        // This connection is free, and waits for its next request, when the limit changes.
        await server.Operator.GetJsonAsync("/api/v1/machines");
        await PatchAsync("""{"limits.requestBodyBytes":2048}""");
        await server.Operator.SendJsonAsync(HttpMethod.Post, "/api/v1/processes", new string(' ', 3_000), HttpStatusCode.RequestEntityTooLarge);

        await PatchAsync("""{"limits.requestBodyBytes":null}""");
        await server.Operator.SendJsonAsync(HttpMethod.Post, "/api/v1/processes", new string(' ', 3_000), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task TwoAdministrators_TheSecondIsTold()
    {
        var (_, tag) = await ShowAsync();
        await PatchAsync("""{"retentionDays":31}""", tag);

        var late = await SendAsync("""{"retentionDays":32}""", HttpStatusCode.PreconditionFailed, tag);

        Assert.Equal("version-conflict", late.Code());
        Assert.Equal(["If-Match"], (await SendAsync("""{"retentionDays":32}""", HttpStatusCode.BadRequest, "\"x\"")).Fields());
        await PatchAsync("""{"retentionDays":null}""");
    }

    [Fact]
    public async Task Secrets_AreNeverShown_NorLeftInTheDatabase_AndSurviveWhatIsSentBackAsItWasShown()
    {
        var set = await PatchAsync($$"""
            {"smtp":{"host":"mail.example.org","from":"show@example.org","user":"show","password":"very-secret-mail"},
             "webhooks":[{"name":"control","url":"https://hooks.example.org/in","secret":"{{Secret}}","events":["run.ended"]}]}
            """);
        Assert.Equal((true, true, JsonValueKind.Null), (One(set, "smtp.password").GetProperty("secret").GetBoolean(), One(set, "smtp.password").GetProperty("set").GetBoolean(), Value(set, "smtp.password").ValueKind));
        Assert.True(Value(set, "webhooks")[0].GetProperty("secretSet").GetBoolean());
        Assert.DoesNotContain("secret-mail", set.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, set.ToString(), StringComparison.Ordinal);

        var again = await PatchAsync($$"""{"webhooks":{{Value(set, "webhooks")}},"smtp.user":"other"}""");
        Assert.True(Value(again, "webhooks")[0].GetProperty("secretSet").GetBoolean());
        Assert.False(Value(again, "webhooks")[0].GetProperty("off").GetBoolean());
        var stored = await File.ReadAllBytesAsync(server.Database, TestContext.Current.CancellationToken);
        var log = await File.ReadAllBytesAsync(server.Database + "-wal", TestContext.Current.CancellationToken);
        foreach (var secret in new[] { "very-secret-mail", Secret })
        {
            Assert.Equal(-1, stored.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)));
            Assert.Equal(-1, log.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)));
        }

        var events = (await server.Viewer.GetJsonAsync("/api/v1/events?limit=1000")).ToString();
        Assert.Contains("settings.changed", events, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, events, StringComparison.Ordinal);
        await PatchAsync("""{"smtp":null,"webhooks":null}""");
    }

    [Theory]
    [InlineData("""{"smtp.host":"mail.example.org"}""", "smtp.from")]
    [InlineData("""{"smtp":{"host":"mail.example.org","from":"a@b.org","user":"u","security":"none"}}""", "smtp.security")]
    [InlineData("""{"webhooks":[{"name":"new","url":"https://x.example.org"}]}""", "webhooks[0].secret")]
    [InlineData("""{"retentionDays":3,"retentionDays":4}""", "The body")]
    [InlineData("""{"limits":{"unauthenticated":3},"limits.unauthenticated":4}""", "limits.unauthenticated")]
    [InlineData("{}", "The body")]
    [InlineData("[]", "The body")]
    [InlineData("{", "The body")]
    public async Task WhatDoesNotFitTogether_IsRefused(string patch, string field) =>
        Assert.Equal([field], (await SendAsync(patch, HttpStatusCode.BadRequest)).Fields());

    [Theory]
    [InlineData("data", "\"/elsewhere\"")]
    [InlineData("http", "\"http://127.0.0.1:0\"")]
    [InlineData("jsonLogs", "true")]
    [InlineData("limits.connections", "100")]
    public async Task WhatNeedsARestart_IsRefused_AndSaysSo(string key, string value)
    {
        var refused = await SendAsync($$"""{"{{key}}":{{value}}}""", HttpStatusCode.Conflict);

        Assert.Equal("fixed", refused.Code());
        Assert.Contains("start the server again", refused.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatAnOptionFixes_IsRefused_AndSaysSo()
    {
        var typed = SettingsSources.FromOptions(("retentionDays", "5"));
        await using var stubborn = await ApiServer.StartAsync(change: settings => SettingsReader.Over(settings, typed).Settings);

        var refused = await stubborn.Admin.SendJsonAsync(HttpMethod.Patch, Settings, """{"plain":"deny","retentionDays":6}""", HttpStatusCode.Conflict);

        Assert.Equal("fixed", refused.Code());
        Assert.Contains("retentionDays is fixed by an option", refused.Text("detail"), StringComparison.Ordinal);
        var shown = await stubborn.Admin.GetJsonAsync(Settings);
        Assert.Equal(("option", 5), (One(shown, "retentionDays").Text("source"), Value(shown, "retentionDays").GetInt32()));
        Assert.Equal("allow", Value(shown, "plain").GetString());
    }

    [Fact]
    public async Task OnlyAdministrators_MayLook()
    {
        await server.Operator.GetJsonAsync(Settings, HttpStatusCode.Forbidden);
        await server.Operator.SendJsonAsync(HttpMethod.Patch, Settings, """{"plain":"deny"}""", HttpStatusCode.Forbidden);
        await server.Operator.SendJsonAsync(HttpMethod.Post, $"{Settings}/agent-password", "{}", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task TheAgentPort_Moves_WhoIsConnectedStays_AndATakenOneChangesNothing()
    {
        await using var moving = await ApiServer.StartAsync();
        await using var agent = await moving.AgentAsync("stays");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var wanted = (IPEndPoint)taken.LocalEndpoint;
        var refused = await moving.Admin.SendJsonAsync(HttpMethod.Patch, Settings, $$"""{"listen":"{{wanted}}","retentionDays":3}""", HttpStatusCode.Conflict);
        Assert.Contains("listens on", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(30, Value(await moving.Admin.GetJsonAsync(Settings), "retentionDays").GetInt32());
        await using (var before = await moving.AgentAsync("still-the-old-port"))
        {
        }

        taken.Stop();
        var old = moving.Agents;
        await moving.Admin.SendJsonAsync(HttpMethod.Patch, Settings, $$"""{"listen":"{{wanted}}"}""", HttpStatusCode.OK);

        Assert.Equal(wanted, moving.Agents);
        Assert.Contains($"\"agents\":\"{moving.Agents}\"", await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(moving.Database)!, "endpoints.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await using var newcomer = await moving.AgentAsync("newcomer");
        await moving.StartAsync("stays");
        await agent.RunNextAsync();
        using var late = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(() => late.ConnectAsync(old));

        // And once more, and back to a port that any server takes.
        await moving.Admin.SendJsonAsync(HttpMethod.Patch, Settings, """{"listen":"127.0.0.1:0"}""", HttpStatusCode.OK);
        await using var third = await moving.AgentAsync("third");
        await moving.StartAsync("newcomer");
        await newcomer.RunNextAsync();
    }

    [Fact]
    public async Task WhatWasSet_HoldsForTheNextServer_WithItsSecrets_AndALostKeyTurnsThemOff()
    {
        using var folder = new TemporaryFolder();
        var data = folder.At("data");
        await using (var first = await ApiServer.StartAsync(data))
        {
            await first.Admin.SendJsonAsync(HttpMethod.Patch, Settings, $$"""{"retentionDays":8,"webhooks":[{"name":"a","url":"https://x.example.org","secret":"{{Secret}}"}]}""", HttpStatusCode.OK);
        }

        await using (var second = await ApiServer.StartAsync(data))
        {
            var shown = await second.Admin.GetJsonAsync(Settings);
            Assert.Equal((8, true, false), (Value(shown, "retentionDays").GetInt32(), Value(shown, "webhooks")[0].GetProperty("secretSet").GetBoolean(), Value(shown, "webhooks")[0].GetProperty("off").GetBoolean()));
        }

        File.Delete(Path.Combine(data, "settings.key"));
        await using var third = await ApiServer.StartAsync(data);
        var lost = await third.Admin.GetJsonAsync(Settings);
        Assert.Equal((8, false, true), (Value(lost, "retentionDays").GetInt32(), Value(lost, "webhooks")[0].GetProperty("secretSet").GetBoolean(), Value(lost, "webhooks")[0].GetProperty("off").GetBoolean()));
    }

    [Fact]
    public async Task TheAgentPassword_IsRotated_AndTheOldOneCountsForTheOverlap()
    {
        await using var rotating = await ApiServer.StartAsync();
        var answer = await rotating.Admin.PostJsonAsync($"{Settings}/agent-password", new { overlap = "1h" }, HttpStatusCode.OK);

        Assert.NotEqual(rotating.Password, answer.Text("password"));
        Assert.Equal(answer.Text("password"), File.ReadAllText(Path.Combine(Path.GetDirectoryName(rotating.Database)!, "agent-password")).Trim());
        await using var old = await rotating.AgentAsync("with-the-old-one");
        Assert.Equal(["overlap"], (await rotating.Admin.PostJsonAsync($"{Settings}/agent-password", new { overlap = "31d" }, HttpStatusCode.BadRequest)).Fields());
    }

    private async Task<(JsonElement Json, string Tag)> ShowAsync()
    {
        using var response = await server.Admin.GetAsync(Settings);
        return (await response.JsonAsync(HttpStatusCode.OK), response.Headers.ETag!.Tag);
    }

    private Task<JsonElement> PatchAsync(string patch, string? tag = null) => SendAsync(patch, HttpStatusCode.OK, tag);

    private async Task<JsonElement> SendAsync(string patch, HttpStatusCode expected, string? tag = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, Settings) { Content = new StringContent(patch, Encoding.UTF8, "application/merge-patch+json") };
        if (tag is not null)
        {
            request.Headers.IfMatch.ParseAdd(tag);
        }

        using var response = await server.Admin.SendAsync(request);
        return await response.JsonAsync(expected);
    }

    private static JsonElement One(JsonElement settings, string name) => settings.GetProperty("items").EnumerateArray().Single(item => item.Text("name") == name);

    private static JsonElement Value(JsonElement settings, string name) => One(settings, name).GetProperty("value");
}
