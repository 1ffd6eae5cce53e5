using System.Net;
using System.Text.Json;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

[Collection(ApiCollection.Name)]
public class AccountApiTests(ApiServer server)
{
    private const string Other = "another password";

    [Fact]
    public async Task Account_IsMade_Shown_Listed_Changed_Forgotten()
    {
        var made = await server.Admin.PostJsonAsync("/api/v1/accounts", new { name = "Zzoë Ä", password = ApiServer.AccountPassword, role = "viewer" }, HttpStatusCode.Created);
        Assert.Equal(["name", "role", "disabled", "createdAt", "lastSignedInAt", "lockedUntil"], made.Members());
        Assert.Equal(("Zzoë Ä", "viewer", false), (made.Text("name"), made.Text("role"), made.GetProperty("disabled").GetBoolean()));

        Assert.Equal("Zzoë Ä", (await server.Admin.GetJsonAsync("/api/v1/accounts/ZZO%C3%8B%20%C3%A4")).Text("name"));
        var taken = await server.Admin.PostJsonAsync("/api/v1/accounts", new { name = "zzoë ä", password = ApiServer.AccountPassword, role = "admin" }, HttpStatusCode.Conflict);
        Assert.Contains("already", taken.Text("detail"), StringComparison.Ordinal);

        await server.Admin.PostJsonAsync("/api/v1/accounts", new { name = "zzz-after", password = ApiServer.AccountPassword, role = "viewer" }, HttpStatusCode.Created);
        var page = await server.Admin.GetJsonAsync("/api/v1/accounts?limit=1&cursor=zzoe");
        Assert.Equal(("Zzoë Ä", "Zzoë Ä"), (page.GetProperty("items")[0].Text("name"), page.Text("next")));

        var changed = await Change("zzoë ä", """{"name":"Zzoe","role":"operator"}""");
        Assert.Equal(("Zzoe", "operator"), (changed.Text("name"), changed.Text("role")));
        await server.SignInAsync("zzoe");
        await Change("zzz-after", """{"name":"ZZOE"}""", HttpStatusCode.Conflict);

        using var gone = await server.Admin.DeleteAsync("/api/v1/accounts/zzoe");
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        await server.Admin.GetJsonAsync("/api/v1/accounts/zzoe", HttpStatusCode.NotFound);
        await Change("zzoe", """{"role":"viewer"}""", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"name":"","password":"long enough","role":"viewer"}""", "name")]
    [InlineData("""{"name":" x","password":"long enough","role":"viewer"}""", "name")]
    [InlineData("""{"name":"a/b","password":"long enough","role":"viewer"}""", "name")]
    [InlineData("""{"name":"..","password":"long enough","role":"viewer"}""", "name")]
    [InlineData("""{"name":"a\u0000b","password":"long enough","role":"viewer"}""", "name")]
    [InlineData("""{"name":"a\u202eb","password":"long enough","role":"viewer"}""", "name")]
    [InlineData("""{"name":"x","password":"ninechars","role":"viewer"}""", "password")]
    [InlineData("""{"name":"x","password":"long enough","role":"Admin"}""", "role")]
    [InlineData("""{"name":"x","password":"long enough","role":"viewer","mail":"x"}""", "mail")]
    public async Task Account_BadRequest_NamesTheField(string body, string field) =>
        Assert.Equal([field], (await server.Admin.SendJsonAsync(HttpMethod.Post, "/api/v1/accounts", body, HttpStatusCode.BadRequest)).Fields());

    [Theory]
    [InlineData(10, 64, HttpStatusCode.Created)]
    [InlineData(128, 1, HttpStatusCode.Created)]
    [InlineData(129, 1, HttpStatusCode.BadRequest)]
    [InlineData(10, 65, HttpStatusCode.BadRequest)]
    public async Task Account_LimitsOfNameAndPassword(int password, int name, HttpStatusCode expected)
    {
        var wanted = name == 1 ? "l" : new string('l', name);
        var json = await server.Admin.PostJsonAsync("/api/v1/accounts", new { name = wanted, password = new string(' ', password), role = "viewer" }, expected);
        if (expected == HttpStatusCode.Created)
        {
            await server.SignInAsync(wanted, new string(' ', password));
            await server.Admin.DeleteAsync($"/api/v1/accounts/{wanted}");
        }
        else
        {
            Assert.Equal([password > 128 ? "password" : "name"], json.Fields());
        }
    }

    [Fact]
    public async Task First_OnlyWhileThereIsNone_AndTheLastAdminStays()
    {
        await using var own = await ApiServer.StartAsync();
        var first = await own.Admin.PostJsonAsync("/api/v1/accounts/first", new { name = "root", password = ApiServer.AccountPassword }, HttpStatusCode.Created);
        Assert.Equal("admin", first.Text("role"));
        await own.Admin.PostJsonAsync("/api/v1/accounts/first", new { name = "root2", password = ApiServer.AccountPassword }, HttpStatusCode.Conflict);

        var root = await own.SignInAsync("root");
        await root.PostJsonAsync("/api/v1/accounts", new { name = "second", password = ApiServer.AccountPassword, role = "admin" }, HttpStatusCode.Created);
        await root.SendJsonAsync(HttpMethod.Patch, "/api/v1/accounts/second", """{"disabled":true}""", HttpStatusCode.OK);
        foreach (var body in new[] { """{"role":"operator"}""", """{"disabled":true}""" })
        {
            var refused = await root.SendJsonAsync(HttpMethod.Patch, "/api/v1/accounts/ROOT", body, HttpStatusCode.Conflict);
            Assert.Contains("last administrator", refused.Text("detail"), StringComparison.Ordinal);
        }

        using var kept = await root.DeleteAsync("/api/v1/accounts/root");
        await kept.JsonAsync(HttpStatusCode.Conflict);
        await root.SendJsonAsync(HttpMethod.Patch, "/api/v1/accounts/root", """{"name":"Root"}""", HttpStatusCode.OK);

        // With another one that is enabled it may go, also by its own hand.
        await root.SendJsonAsync(HttpMethod.Patch, "/api/v1/accounts/second", """{"disabled":false}""", HttpStatusCode.OK);
        using var left = await root.DeleteAsync("/api/v1/accounts/root");
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        await root.GetJsonAsync("/api/v1/me", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task LastAdmins_DemoteOneAnother_OneStays()
    {
        await using var own = await ApiServer.StartAsync();
        var clients = new[] { await own.AccountAsync("one", "admin"), await own.AccountAsync("two", "admin") };

        using var first = await clients[0].GetAsync("/api/v1/me");
        var both = await Task.WhenAll(
            clients[0].PatchAsync("/api/v1/accounts/two", JsonContent("""{"role":"viewer"}""")), clients[1].PatchAsync("/api/v1/accounts/one", JsonContent("""{"role":"viewer"}""")));

        Assert.Single(both, response => response.StatusCode == HttpStatusCode.OK);
        Assert.Single((await own.Admin.GetJsonAsync("/api/v1/accounts")).Items(), account => account.Text("role") == "admin");
    }

    [Fact]
    public async Task SignIn_GivesATokenOfTheAccount_ThatMeTells()
    {
        await server.AccountAsync("anna", "operator");
        var token = await server.Nobody.PostJsonAsync("/api/v1/sign-in", new { name = "ANNA", password = ApiServer.AccountPassword, ttl = 60 }, HttpStatusCode.Created);
        Assert.Equal(("sign-in", "anna", "operator", "operator"), (token.Text("name"), token.Text("account"), token.Text("role"), token.Text("scope")));
        Assert.Equal(TimeSpan.FromSeconds(60), token.GetProperty("expiresAt").GetDateTimeOffset() - token.GetProperty("createdAt").GetDateTimeOffset());

        var me = await server.WithToken(token.Text("token")!).GetJsonAsync("/api/v1/me");

        Assert.Equal(("anna", "anna", "operator"), (me.Text("name"), me.Text("account"), me.Text("role")));
        Assert.Equal((token.Text("id"), null), (me.GetProperty("token").Text("id"), me.GetProperty("token").Text("token")));
        Assert.Equal(JsonValueKind.String, (await server.Admin.GetJsonAsync("/api/v1/accounts/anna")).GetProperty("lastSignedInAt").ValueKind);
        Assert.Equal(JsonValueKind.Null, (await server.Viewer.GetJsonAsync("/api/v1/me")).GetProperty("account").ValueKind);
    }

    [Theory]
    [InlineData("""{"name":"anyone","password":""}""", "password")]
    [InlineData("""{"name":"","password":"x"}""", "name")]
    [InlineData("""{"name":"x","password":"y","ttl":59}""", "ttl")]
    [InlineData("""{"name":"x","password":"y","ttl":315360001}""", "ttl")]
    public async Task SignIn_BadRequest_NamesTheField(string body, string field) =>
        Assert.Equal([field], (await server.Nobody.SendJsonAsync(HttpMethod.Post, "/api/v1/sign-in", body, HttpStatusCode.BadRequest)).Fields());

    [Fact]
    public async Task Role_Changed_HoldsForTheTokensAtOnce_AndNeverMoreThanTheirScope()
    {
        var bob = await server.AccountAsync("bob", "operator");
        await bob.GetJsonAsync("/api/v1/machines");
        var body = """{"name":"x","role":"viewer"}""";
        await bob.SendJsonAsync(HttpMethod.Post, "/api/v1/tokens", body, HttpStatusCode.Created);

        await Change("bob", """{"role":"viewer"}""");
        var denied = await bob.SendJsonAsync(HttpMethod.Post, "/api/v1/tokens", body, HttpStatusCode.Forbidden);
        Assert.Contains("needs the role operator; you have the role viewer. Ask an administrator", denied.Text("detail"), StringComparison.Ordinal);

        await Change("bob", """{"role":"admin"}""");
        denied = await bob.GetJsonAsync("/api/v1/accounts", HttpStatusCode.Forbidden);
        Assert.Contains("you have the role operator. Your account has the role admin: sign in again", denied.Text("detail"), StringComparison.Ordinal);
        await (await server.SignInAsync("bob")).GetJsonAsync("/api/v1/accounts");
    }

    [Fact]
    public async Task Disabled_CannotDoAnything_NorSignIn_AndItsTokensStayRevoked()
    {
        await server.AccountAsync("carla", "admin"); // the last administrator cannot be disabled
        var carl = await server.AccountAsync("carl", "admin");
        await carl.GetJsonAsync("/api/v1/accounts");

        await Change("carl", """{"disabled":true}""");
        await carl.GetJsonAsync("/api/v1/machines", HttpStatusCode.Unauthorized);
        var refused = await server.Nobody.PostJsonAsync("/api/v1/sign-in", new { name = "carl", password = ApiServer.AccountPassword }, HttpStatusCode.Forbidden);
        Assert.Contains("disabled", refused.Text("detail"), StringComparison.Ordinal);
        await server.Nobody.PostJsonAsync("/api/v1/sign-in", new { name = "carl", password = "wrong password" }, HttpStatusCode.Unauthorized);

        await Change("carl", """{"disabled":false}""");
        await carl.GetJsonAsync("/api/v1/machines", HttpStatusCode.Unauthorized);
        await server.SignInAsync("carl");
    }

    [Fact]
    public async Task Password_OnesOwn_NeedsTheCurrentOne_AndRevokesTheOtherTokens()
    {
        var dora = await server.AccountAsync("dora", "viewer");
        var elsewhere = await server.SignInAsync("dora");
        Assert.Equal(["current"], (await dora.PostJsonAsync("/api/v1/accounts/dora/password", new { password = Other }, HttpStatusCode.BadRequest)).Fields());
        Assert.Equal(["current"], (await dora.PostJsonAsync("/api/v1/accounts/dora/password", new { password = Other, current = "not it at all" }, HttpStatusCode.BadRequest)).Fields());
        Assert.Equal(["password"], (await dora.PostJsonAsync("/api/v1/accounts/dora/password", new { password = "short", current = ApiServer.AccountPassword }, HttpStatusCode.BadRequest)).Fields());

        await NoContentAsync(dora, "/api/v1/accounts/Dora/password", new { password = Other, current = ApiServer.AccountPassword });

        await dora.GetJsonAsync("/api/v1/me");
        await elsewhere.GetJsonAsync("/api/v1/me", HttpStatusCode.Unauthorized);
        await server.SignInAsync("dora", Other);
        await server.Nobody.PostJsonAsync("/api/v1/sign-in", new { name = "dora", password = ApiServer.AccountPassword }, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Password_OnesOwnInOtherLetters_IsOnesOwn_ForAnAdministratorToo()
    {
        var admin = await server.AccountAsync("Zo\u00e9", "admin");

        var refused = await admin.PostJsonAsync("/api/v1/accounts/ZO%C3%89/password", new { password = Other }, HttpStatusCode.BadRequest);

        Assert.Equal(["current"], refused.Fields());
        await server.Admin.DeleteAsync("/api/v1/accounts/zo%C3%A9");
    }

    [Fact]
    public async Task Password_Anothers_IsForAdministrators_AndRevokesAllTokens()
    {
        var emil = await server.AccountAsync("emil", "operator");
        var denied = await server.Operator.PostJsonAsync("/api/v1/accounts/emil/password", new { password = Other }, HttpStatusCode.Forbidden);
        Assert.Contains("role admin; you have the role operator", denied.Text("detail"), StringComparison.Ordinal);
        await emil.PostJsonAsync("/api/v1/accounts/somebody/password", new { password = Other }, HttpStatusCode.Forbidden);

        await NoContentAsync(server.Admin, "/api/v1/accounts/emil/password", new { password = Other });

        await emil.GetJsonAsync("/api/v1/me", HttpStatusCode.Unauthorized);
        await server.SignInAsync("emil", Other);
        await server.Admin.PostJsonAsync("/api/v1/accounts/nobody-here/password", new { password = Other }, HttpStatusCode.NotFound);
    }

    private static StringContent JsonContent(string body) => new(body, System.Text.Encoding.UTF8, "application/json");

    private static async Task NoContentAsync(HttpClient client, string path, object body)
    {
        using var content = JsonContent(JsonSerializer.Serialize(body));
        using var response = await client.PostAsync(path, content);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private Task<JsonElement> Change(string name, string body, HttpStatusCode expected = HttpStatusCode.OK) =>
        server.Admin.SendJsonAsync(HttpMethod.Patch, $"/api/v1/accounts/{Uri.EscapeDataString(name)}", body, expected);
}
