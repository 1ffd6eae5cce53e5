using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RemoteExec.Api.Tests;
using RemoteExec.Cli.Connections;

namespace RemoteExec.Cli.Tests.CommandLine;

public sealed class AccountCommandTests : IDisposable
{
    private const string Anna = """{"name":"anna\u001b[2J","role":"operator","disabled":false,"createdAt":"2026-11-24T08:00:00Z","lastSignedInAt":null,"lockedUntil":null}""";
    private const string Token = """{"id":"t1","name":"sign-in","role":"operator","token":"rxa_fresh","createdAt":"2026-11-24T08:00:00Z","expiresAt":"2026-12-24T08:00:00Z","account":"anna","scope":"operator","lastUsedAt":null}""";
    private const string Me = """{"name":"anna","account":"anna","role":"operator","token":""" + Token + "}";
    private const string Row = """{"id":7,"at":"2026-11-24T08:00:00Z","who":"ev\u001bil","account":null,"token":"t1","action":"machine.rename","target":"stage","detail":null,"address":"192.0.2.7","outcome":"ok"}""";

    private readonly Invocation _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Create_PasswordFromAFile_IsSentAndNowhereShown()
    {
        await using var server = await AnswerAsync(Anna);
        var file = Path.Combine(_run.Home.FullName, "password");
        File.WriteAllText(file, "correct horse\n");

        Assert.Equal(0, await RunAsync(server, "account", "create", "anna", "--role", "operator", "--password-file", file));

        Assert.Equal(("POST", "/api/v1/accounts", """{"name":"anna","password":"correct horse","role":"operator"}"""), Asked(server).Single());
        Assert.Equal("anna\\u001b[2J  operator  enabled  last signed in never\n", _run.Output);
        Assert.DoesNotContain("horse", _run.Output + _run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "no terminal", "account", "create", "anna", "--role", "viewer")]
    [InlineData(2, "cannot be read", "account", "create", "anna", "--role", "viewer", "--password-file", "/nowhere/at/all")]
    [InlineData(2, "ended before", "account", "create", "anna", "--role", "viewer", "--password-file", "-")]
    [InlineData(2, "root", "account", "create", "anna", "--role", "root", "--password-file", "-")]
    [InlineData(2, "--role", "account", "create", "anna")]
    [InlineData(2, "--user", "login", "http://127.0.0.1:1", "--password-file", "-")]
    [InlineData(2, "http://host", "login", "not-a-url", "--user", "anna", "--password-file", "-")]
    [InlineData(2, "at least 1", "audit", "--limit", "0")]
    [InlineData(2, "--since", "audit", "--since", "yesterday")]
    [InlineData(2, "xml", "audit", "export", "--format", "xml")]
    public async Task Mistakes_AreSaid_BeforeAnybodyIsAsked(int code, string said, params string[] arguments)
    {
        await using var server = await AnswerAsync(Anna);
        _run.Input = arguments.Contains("login") ? "x\n" : "";

        Assert.Equal(code, await RunAsync(server, arguments));

        Assert.Contains(said, _run.Errors, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Theory]
    [InlineData("PATCH", "/api/v1/accounts/anna", """{"name":null,"role":"admin","disabled":null}""", "role", "anna", "admin")]
    [InlineData("PATCH", "/api/v1/accounts/anna", """{"name":"Anna B","role":null,"disabled":null}""", "rename", "anna", "Anna B")]
    [InlineData("PATCH", "/api/v1/accounts/anna", """{"name":null,"role":null,"disabled":true}""", "disable", "anna")]
    [InlineData("PATCH", "/api/v1/accounts/anna", """{"name":null,"role":null,"disabled":false}""", "enable", "anna")]
    [InlineData("GET", "/api/v1/accounts/anna%20b", "", "show", "anna b")]
    [InlineData("POST", "/api/v1/accounts/anna/unlock", "", "unlock", "anna")]
    [InlineData("DELETE", "/api/v1/accounts/anna", "", "delete", "anna")]
    public async Task Changes_AreWhatTheServerIsAsked(string method, string path, string body, params string[] arguments)
    {
        await using var server = await AnswerAsync(Anna);

        Assert.Equal(0, await RunAsync(server, ["account", .. arguments, "--json"]));

        Assert.Equal((method, path, body), Asked(server).Single());
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(_run.Output).ValueKind);
    }

    [Fact]
    public async Task Password_OnesOwn_IsReadWithTheCurrentOne_LineByLine()
    {
        await using var server = await SmallServer.StartAsync(context => context.Response.WriteAsync(context.Request.Path == "/api/v1/me" ? Me : ""));
        _run.Input = "the old one\nthe new one\n";

        Assert.Equal(0, await RunAsync(server, "account", "password", "Anna", "--current-file", "-", "--password-file", "-"));

        Assert.Equal(("POST", "/api/v1/accounts/Anna/password", """{"password":"the new one","current":"the old one"}"""), Asked(server).Last());
    }

    [Fact]
    public async Task Login_WithAnAccount_SavesItsToken_AndLogoutRevokesIt()
    {
        await using var server = await SmallServer.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/api/v1/sign-in" ? 201 : 200;
            return context.Response.WriteAsync(context.Request.Path == "/api/v1/me" ? Me : Token);
        });
        _run.Input = "correct horse\n";

        Assert.Equal(0, await _run.RunAsync("login", server.Url.ToString(), "--user", "anna", "--password-file", "-", "--ttl", "1h"));
        Assert.Equal(0, await _run.RunAsync("whoami"));
        Assert.Equal(0, await _run.RunAsync("logout"));
        Assert.Equal(0, await _run.RunAsync("logout"));

        Assert.Equal(
            [("POST", "/api/v1/sign-in", """{"name":"anna","password":"correct horse","ttl":3600}"""), ("GET", "/api/v1/me", ""), ("GET", "/api/v1/me", ""), ("DELETE", "/api/v1/tokens/t1", "")],
            Asked(server));
        Assert.False(server.Asked.First().Headers.ContainsKey("Authorization"));
        Assert.All(server.Asked.Skip(1), asked => Assert.Equal("Bearer rxa_fresh", asked.Headers["Authorization"]));
        Assert.StartsWith("anna, operator, at http://127.0.0.1", _run.Output, StringComparison.Ordinal);
        Assert.Contains("as anna", _run.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(LoginFile.PathOf(_run.Around.Variable)));
        Assert.DoesNotContain("rxa_fresh", _run.Output + _run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logout_OfATokenThatWasThereBefore_RevokesNothing()
    {
        LoginFile.Write(LoginFile.PathOf(_run.Around.Variable)!, new SavedLogin("http://127.0.0.1:1", "rxa_shared"));

        Assert.Equal(0, await _run.RunAsync("logout"));

        Assert.False(File.Exists(LoginFile.PathOf(_run.Around.Variable)));
    }

    [Fact]
    public async Task Logout_WithoutAServer_ForgetsTheLogin_AndSaysThatTheTokenLives()
    {
        LoginFile.Write(LoginFile.PathOf(_run.Around.Variable)!, new SavedLogin("http://127.0.0.1:1", "rxa_own", "anna"));

        Assert.Equal(1, await _run.RunAsync("logout"));

        Assert.False(File.Exists(LoginFile.PathOf(_run.Around.Variable)));
        Assert.Contains("could not be revoked", _run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "wrong-password", 4)]
    [InlineData(429, "locked", 4)]
    [InlineData(403, "not-allowed", 4)]
    [InlineData(404, "not-found", 5)]
    [InlineData(409, "conflict", 1)]
    [InlineData(400, "bad-request", 2)]
    public async Task Refusals_HaveTheirExitCodes_AndTheServersSentence(int status, string code, int exit)
    {
        await using var server = await AnswerAsync($$"""{"status":{{status}},"code":"{{code}}","detail":"so it is","title":"t","type":"x"}""", status);

        Assert.Equal(exit, await RunAsync(server, "account", "disable", "anna"));

        Assert.Equal("remoteexec: so it is\n", _run.Errors);
    }

    [Fact]
    public async Task Audit_IsATable_TheNewestLast_AndNoWordOfOthersIsACommand()
    {
        await using var server = await AnswerAsync($$"""{"items":[{{Row.Replace("\"id\":7", "\"id\":8", StringComparison.Ordinal).Replace("machine.rename", "run.start", StringComparison.Ordinal)}},{{Row}}],"next":"7"}""");

        Assert.Equal(0, await RunAsync(server, "audit", "--who", "a&b", "--action", "machine", "--since", "2026-11-24T08:00:00Z", "--limit", "2"));

        Assert.Equal(("GET", "/api/v1/audit?who=a%26b&action=machine&since=2026-11-24T08%3A00%3A00.0000000Z&limit=2", ""), Asked(server).Single());
        var lines = _run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains("machine.rename", lines[1], StringComparison.Ordinal);
        Assert.Contains("run.start", lines[2], StringComparison.Ordinal);
        Assert.Contains("ev\\u001bil", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_Json_IsOneArray()
    {
        await using var server = await AnswerAsync($$"""{"items":[{{Row}}],"next":null}""");

        Assert.Equal(0, await RunAsync(server, "audit", "--json"));

        Assert.Equal("machine.rename", JsonElement.Parse(_run.Output)[0].GetProperty("action").GetString());
    }

    [Fact]
    public async Task Export_ToAFile_IsForItsOwnerAlone_AndStandardOutputGetsTheBytes()
    {
        await using var server = await AnswerAsync("id,at\r\n");
        Assert.Equal(0, await RunAsync(server, "audit", "export", "--format", "csv", "--output", "audit.csv"));
        Assert.Equal("", _run.Output);
        Assert.Equal(0, await RunAsync(server, "audit", "export", "--format", "csv", "--who", "anna"));

        var path = Path.Combine(_run.Home.FullName, "audit.csv");
        Assert.Equal(("id,at\r\n", "id,at\r\n"), (File.ReadAllText(path), _run.Output));
        Assert.Equal(["/api/v1/audit/export?format=csv", "/api/v1/audit/export?who=anna&format=csv"], Asked(server).Select(asked => asked.Target));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public async Task Export_ThatBreaksOff_LeavesNoFile()
    {
        await using var server = await SmallServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync("id,at\r\n");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        Assert.Equal(3, await RunAsync(server, "audit", "export", "--format", "csv", "--output", "audit.csv"));

        Assert.Empty(_run.Home.GetFiles());
    }

    private static async Task<SmallServer> AnswerAsync(string body, int status = 200) => await SmallServer.StartAsync(context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    });

    private static IEnumerable<(string Method, string Target, string Body)> Asked(SmallServer server) => server.Asked.Select(asked => (asked.Method, asked.Target, asked.Body));

    private Task<int> RunAsync(SmallServer server, params string[] arguments) =>
        arguments[0] == "login" ? _run.RunAsync(arguments) : _run.RunAsync([.. arguments, "--url", server.Url.ToString(), "--token", "t"]);
}
