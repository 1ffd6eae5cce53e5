using System.Net;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

/// <summary>Every address, and the least role that may use it.</summary>
public sealed class RoleTests(RoleTests.People people) : IClassFixture<RoleTests.People>
{
    /// <summary>As the description names them; an address that is missing here fails a test.</summary>
    private static readonly Dictionary<string, string> Needed = new()
    {
        ["GET /healthz"] = "nobody",
        ["GET /readyz"] = "nobody",
        ["POST /api/v1/sign-in"] = "nobody",
        ["GET /api/v1/me"] = "viewer",
        ["GET /api/v1/server"] = "viewer",
        ["GET /api/v1/machines"] = "viewer",
        ["GET /api/v1/machines/{idOrName}"] = "viewer",
        ["PATCH /api/v1/machines/{idOrName}"] = "admin",
        ["DELETE /api/v1/machines/{idOrName}"] = "admin",
        ["POST /api/v1/machines/{idOrName}/revoke"] = "admin",
        ["POST /api/v1/machines/{idOrName}/merge"] = "admin",
        ["POST /api/v1/machines/{idOrName}/wake"] = "operator",
        ["GET /api/v1/processes"] = "viewer",
        ["GET /api/v1/processes/{id}"] = "viewer",
        ["GET /api/v1/processes/{id}/output"] = "viewer",
        ["POST /api/v1/processes"] = "operator",
        ["POST /api/v1/processes/{id}/stop"] = "operator",
        ["POST /api/v1/processes/stop"] = "operator",
        ["GET /api/v1/output"] = "viewer",
        ["GET /api/v1/events"] = "viewer",
        ["GET /api/v1/sequences"] = "viewer",
        ["GET /api/v1/sequences/{name}"] = "viewer",
        ["POST /api/v1/sequences"] = "operator",
        ["PUT /api/v1/sequences/{name}"] = "operator",
        ["DELETE /api/v1/sequences/{name}"] = "operator",
        ["POST /api/v1/sequences/{name}/check"] = "viewer",
        ["POST /api/v1/sequences/{name}/runs"] = "operator",
        ["GET /api/v1/runs"] = "viewer",
        ["GET /api/v1/runs/export"] = "viewer",
        ["GET /api/v1/runs/{id}"] = "viewer",
        ["POST /api/v1/runs/{id}/stop"] = "operator",
        ["GET /api/v1/tokens"] = "viewer",
        ["POST /api/v1/tokens"] = "operator",
        ["DELETE /api/v1/tokens/{id}"] = "viewer",
        ["GET /api/v1/join-tokens"] = "admin",
        ["POST /api/v1/join-tokens"] = "admin",
        ["DELETE /api/v1/join-tokens/{id}"] = "admin",
        ["GET /api/v1/notices"] = "viewer",
        ["GET /api/v1/settings"] = "admin",
        ["PATCH /api/v1/settings"] = "admin",
        ["POST /api/v1/settings/agent-password"] = "admin",
        ["POST /api/v1/settings/mail-test"] = "admin",
        ["GET /api/v1/accounts"] = "admin",
        ["POST /api/v1/accounts"] = "admin",
        ["POST /api/v1/accounts/first"] = "admin",
        ["GET /api/v1/accounts/{name}"] = "admin",
        ["PATCH /api/v1/accounts/{name}"] = "admin",
        ["DELETE /api/v1/accounts/{name}"] = "admin",
        ["POST /api/v1/accounts/{name}/password"] = "viewer",
        ["POST /api/v1/accounts/{name}/unlock"] = "admin",
        ["GET /api/v1/audit"] = "admin",
        ["GET /api/v1/audit/export"] = "admin",
    };

    public static TheoryData<string, string> Addresses => [.. Needed.Select(pair => (pair.Key, pair.Value))];

    [Fact]
    public async Task Table_HasEveryAddressOfTheDescription()
    {
        var document = await people.Server.Nobody.GetJsonAsync("/openapi/v1.json");
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));

        Assert.Equal(Needed.Keys.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Address_NeedsItsRole_AndSaysWhich(string address, string role)
    {
        var (method, path) = (new HttpMethod(address.Split(' ')[0]), address.Split(' ')[1].Replace("{id}", "999999999", StringComparison.Ordinal));
        using var none = await people.Server.Nobody.SendAsync(new HttpRequestMessage(method, path));
        if (role == "nobody")
        {
            Assert.NotEqual(HttpStatusCode.Unauthorized, none.StatusCode);
            return;
        }

        Assert.Equal("not-authenticated", (await none.JsonAsync(HttpStatusCode.Unauthorized)).Code());
        Assert.Equal("Bearer", none.Headers.WwwAuthenticate.Single().Scheme);
        foreach (var (held, client) in people.ByRole)
        {
            using var response = await client.SendAsync(new HttpRequestMessage(method, path), HttpCompletionOption.ResponseHeadersRead);
            if (Rank(held) < Rank(role))
            {
                var problem = await response.JsonAsync(HttpStatusCode.Forbidden);
                Assert.Equal("not-allowed", problem.Code());
                Assert.Contains($"needs the role {role}; you have the role {held}", problem.Text("detail"), StringComparison.Ordinal);
            }
            else
            {
                Assert.NotEqual(HttpStatusCode.Forbidden, response.StatusCode);
                Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
            }
        }
    }

    private static int Rank(string role) => Array.IndexOf(["viewer", "operator", "admin"], role);

    /// <summary>One of each.</summary>
    public sealed class People : IAsyncLifetime
    {
        internal ApiServer Server { get; private set; } = null!;

        internal Dictionary<string, HttpClient> ByRole { get; } = [];

        public async ValueTask InitializeAsync()
        {
            Server = await ApiServer.StartAsync();
            foreach (var role in new[] { "viewer", "operator", "admin" })
            {
                ByRole[role] = await Server.AccountAsync($"the {role}", role);
            }
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
