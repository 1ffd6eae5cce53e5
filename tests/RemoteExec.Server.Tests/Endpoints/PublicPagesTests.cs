using System.Net;
using System.Text.Json;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

/// <summary>What needs no token.</summary>
[Collection(ApiCollection.Name)]
public class PublicPagesTests(ApiServer server)
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Health_Well_IsReady(string path)
    {
        var health = await server.Nobody.GetJsonAsync(path);

        Assert.True(health.GetProperty("ready").GetBoolean());
        Assert.Equal(JsonValueKind.Null, health.GetProperty("reason").ValueKind);
    }

    [Fact]
    public async Task Metrics_Open_TellOurNumbers()
    {
        await using var agent = await server.AgentAsync("measured");
        await server.StartAsync("measured");

        var text = await server.Nobody.GetStringAsync("/metrics");

        Assert.Contains("remoteexec_processes_requested", text, StringComparison.Ordinal);
        Assert.Contains("remoteexec_agents_connected", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_Closed_NeedAToken()
    {
        await using var closed = await ApiServer.StartAsync(change: settings => settings with { MetricsOpen = false });

        await closed.Nobody.GetJsonAsync("/metrics", HttpStatusCode.Unauthorized);
        Assert.Contains("# TYPE", await closed.Viewer.GetStringAsync("/metrics"), StringComparison.Ordinal);
        await closed.Nobody.GetJsonAsync("/healthz");
    }

    [Fact]
    public async Task OpenApi_NamesEveryAddress_AndEveryReferenceLeadsSomewhere()
    {
        var document = await server.Nobody.GetJsonAsync("/openapi/v1.json");

        Assert.StartsWith("3.", document.Text("openapi"), StringComparison.Ordinal);
        Assert.Equal("RemoteExec", document.GetProperty("info").Text("title"));
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal(
            [
                "DELETE /api/v1/accounts/{name}", "DELETE /api/v1/join-tokens/{id}", "DELETE /api/v1/machines/{idOrName}", "DELETE /api/v1/sequences/{name}",
                "DELETE /api/v1/tokens/{id}", "GET /api/v1/accounts", "GET /api/v1/accounts/{name}", "GET /api/v1/audit", "GET /api/v1/audit/export",
                "GET /api/v1/events", "GET /api/v1/join-tokens", "GET /api/v1/machines", "GET /api/v1/machines/{idOrName}", "GET /api/v1/me", "GET /api/v1/notices",
                "GET /api/v1/output", "GET /api/v1/processes", "GET /api/v1/processes/{id}", "GET /api/v1/processes/{id}/output", "GET /api/v1/runs",
                "GET /api/v1/runs/export", "GET /api/v1/runs/{id}", "GET /api/v1/sequences", "GET /api/v1/sequences/{name}", "GET /api/v1/server", "GET /api/v1/settings", "GET /api/v1/tokens",
                "GET /healthz", "GET /readyz", "PATCH /api/v1/accounts/{name}", "PATCH /api/v1/machines/{idOrName}", "PATCH /api/v1/settings",
                "POST /api/v1/accounts", "POST /api/v1/accounts/first", "POST /api/v1/accounts/{name}/password", "POST /api/v1/accounts/{name}/unlock",
                "POST /api/v1/join-tokens", "POST /api/v1/machines/{idOrName}/merge", "POST /api/v1/machines/{idOrName}/revoke", "POST /api/v1/machines/{idOrName}/wake", "POST /api/v1/processes", "POST /api/v1/processes/stop",
                "POST /api/v1/processes/{id}/stop", "POST /api/v1/runs/{id}/stop", "POST /api/v1/sequences", "POST /api/v1/sequences/{name}/check",
                "POST /api/v1/sequences/{name}/runs", "POST /api/v1/settings/agent-password", "POST /api/v1/settings/mail-test", "POST /api/v1/sign-in",
                "POST /api/v1/tokens", "PUT /api/v1/sequences/{name}",
            ],
            operations.Order(StringComparer.Ordinal));

        Assert.All(References(document), reference => Assert.True(Resolve(document, reference), reference));
        var start = document.GetProperty("paths").GetProperty("/api/v1/processes").GetProperty("post");
        Assert.Equal(["202", "400", "404", "409", "503"], start.GetProperty("responses").Members().Order(StringComparer.Ordinal));
        Assert.Contains("operator", start.Text("description"), StringComparison.Ordinal);
        Assert.True(start.TryGetProperty("requestBody", out _) && start.TryGetProperty("security", out _));
        Assert.True(document.GetProperty("components").GetProperty("schemas").GetProperty("ProcessResource").GetProperty("properties").TryGetProperty("wireId", out _));
    }

    [Fact]
    public async Task Scalar_IsAPage_AndLoadsNothingFromElsewhere()
    {
        using var redirected = await server.Nobody.GetAsync("/scalar");
        var path = redirected.StatusCode == HttpStatusCode.OK ? "/scalar" : redirected.Headers.Location!.ToString();
        var page = await server.Nobody.GetStringAsync(path.StartsWith('/') ? path : "/" + path);

        Assert.Contains("<html", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=\"http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("cdn.", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task LandingPage_IsThere()
    {
        using var page = await server.Nobody.GetAsync("/");

        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v2/machines")]
    [InlineData("/nothing")]
    [InlineData("/../../etc/passwd")]
    public async Task Any_UnknownAddress_IsAProblem(string path) =>
        Assert.Equal("not-found", (await server.Viewer.GetJsonAsync(path, HttpStatusCode.NotFound)).Code());

    [Theory]
    [InlineData("PUT", "/api/v1/machines")]
    [InlineData("DELETE", "/api/v1/processes")]
    [InlineData("POST", "/healthz")]
    public async Task Any_WrongMethod_IsAProblem(string method, string path)
    {
        using var response = await server.Admin.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal("method-not-allowed", (await response.JsonAsync(HttpStatusCode.MethodNotAllowed)).Code());
    }

    [Fact]
    public async Task Server_SaysWhoItIs()
    {
        var about = await server.Viewer.GetJsonAsync("/api/v1/server");

        Assert.Equal(["version", "fingerprint", "agents", "http", "startedAt", "now"], about.Members());
        Assert.StartsWith("SHA256:", about.Text("fingerprint"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> References(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member =>
            member.Name == "$ref" ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Resolve(JsonElement document, string reference)
    {
        foreach (var part in reference.Split('/').Skip(1))
        {
            if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty(part, out document))
            {
                return false;
            }
        }

        return true;
    }
}
