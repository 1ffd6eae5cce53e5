using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

[Collection(ApiCollection.Name)]
public class TokenApiTests(ApiServer server)
{
    [Theory]
    [InlineData("Bearer rxa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer ")]
    [InlineData("Bearer x")]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    [InlineData("rxa_AAAA")]
    public async Task Any_WrongToken_IsUnauthorized(string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/machines");
        Assert.True(request.Headers.TryAddWithoutValidation("Authorization", authorization));
        using var response = await server.Nobody.SendAsync(request);

        Assert.Equal("not-authenticated", (await response.JsonAsync(HttpStatusCode.Unauthorized)).Code());
    }

    [Fact]
    public async Task ApiToken_IsShownOnce_WorksUntilItIsRevoked()
    {
        using var made = await server.Admin.SendAsync(Json(HttpMethod.Post, "/api/v1/tokens", """{"name":"ci","role":"viewer"}"""));
        Assert.True(made.Headers.CacheControl!.NoStore);
        var token = await made.JsonAsync(HttpStatusCode.Created);
        Assert.Equal(["id", "name", "role", "token", "createdAt", "expiresAt", "account", "scope", "lastUsedAt"], token.Members());
        var client = server.WithToken(token.Text("token")!);
        await client.GetJsonAsync("/api/v1/machines");

        var listed = (await server.Admin.GetJsonAsync("/api/v1/tokens?limit=1000")).Items();
        Assert.All(listed, item => Assert.Equal(JsonValueKind.Null, item.GetProperty("token").ValueKind));
        Assert.Contains(listed, item => item.Text("id") == token.Text("id"));

        using var revoked = await server.Admin.DeleteAsync($"/api/v1/tokens/{token.Text("id")}");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await client.GetJsonAsync("/api/v1/machines", HttpStatusCode.Unauthorized);
        using var again = await server.Admin.DeleteAsync($"/api/v1/tokens/{token.Text("id")}");
        await again.JsonAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"name":"","role":"viewer"}""", "name")]
    [InlineData("""{"name":"a\nb","role":"viewer"}""", "name")]
    [InlineData("""{"name":"x","role":"root"}""", "role")]
    [InlineData("""{"name":"x","role":"Admin"}""", "role")]
    [InlineData("""{"name":"x","role":"viewer","ttl":59}""", "ttl")]
    [InlineData("""{"name":"x","role":"viewer","ttl":315360001}""", "ttl")]
    [InlineData("""{"name":"x","role":"viewer","ttl":1e99}""", "ttl")]
    [InlineData("""{"name":null,"role":"viewer"}""", "name")]
    public async Task ApiToken_BadRequest_NamesTheField(string body, string field) =>
        Assert.Equal([field], (await server.Admin.SendJsonAsync(HttpMethod.Post, "/api/v1/tokens", body, HttpStatusCode.BadRequest)).Fields());

    [Fact]
    public async Task JoinToken_AdmitsOneMachineOnce_AndTheListSaysWhich()
    {
        var made = await server.Admin.PostJsonAsync("/api/v1/join-tokens", new { ttl = 600 }, HttpStatusCode.Created);
        Assert.Equal(["id", "token", "createdAt", "expiresAt", "spentBy"], made.Members());
        Assert.Equal(TimeSpan.FromSeconds(600), made.GetProperty("expiresAt").GetDateTimeOffset() - made.GetProperty("createdAt").GetDateTimeOffset());
        Assert.True(JoinToken.TryParse(made.Text("token"), out var token));

        await using var agent = await ScriptedAgent.ConnectAsync(server, new() { Name = "joined", Token = token });
        Assert.Equal(WireErrorCode.IdentityRefused, (await ScriptedAgent.TryConnectAsync(server, new() { Name = "second", Token = token })).Error);

        var listed = (await server.Admin.GetJsonAsync("/api/v1/join-tokens?limit=1000")).Items().Single(item => item.Text("id") == made.Text("id"));
        Assert.Equal((agent.MachineId, null), (listed.Text("spentBy"), listed.Text("token")));
    }

    [Fact]
    public async Task JoinToken_Withdrawn_AdmitsNobody()
    {
        using var made = await server.Admin.PostAsync("/api/v1/join-tokens", null);
        var json = await made.JsonAsync(HttpStatusCode.Created);
        Assert.True(JoinToken.TryParse(json.Text("token"), out var token));

        using var removed = await server.Admin.DeleteAsync($"/api/v1/join-tokens/{json.Text("id")}");

        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(WireErrorCode.IdentityRefused, (await ScriptedAgent.TryConnectAsync(server, new() { Name = "late", Token = token })).Error);
    }

    [Theory]
    [InlineData("""{"ttl":59}""")]
    [InlineData("""{"ttl":2592001}""")]
    [InlineData("""{"ttl":"1h"}""")]
    public async Task JoinToken_BadLife_IsNamed(string body) =>
        Assert.Equal(["ttl"], (await server.Admin.SendJsonAsync(HttpMethod.Post, "/api/v1/join-tokens", body, HttpStatusCode.BadRequest)).Fields());

    private static HttpRequestMessage Json(HttpMethod method, string path, string body) =>
        new(method, path) { Content = new StringContent(body, new MediaTypeHeaderValue("application/json")) };
}
