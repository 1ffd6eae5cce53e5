using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RemoteExec.Api.Tests;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Tests.CommandLine;

public sealed class SettingsCommandTests : IDisposable
{
    private const string Settings = """
        {"version":7,"items":[
          {"name":"ipPool","value":["10.0.0.0/8","fd00::/8"],"default":null,"source":"api","range":"ranges","secret":false,"set":true,"fixed":null},
          {"name":"retentionDays","value":30,"default":30,"source":"built-in","range":"1–36500","secret":false,"set":false,"fixed":null},
          {"name":"smtp.password","value":null,"default":null,"source":"api","range":"text","secret":true,"set":true,"fixed":null},
          {"name":"webhooks","value":[{"name":"control","url":"https://x.example.org","events":null,"off":false,"secretSet":true}],"default":[],"source":"api","range":"list","secret":false,"set":true,"fixed":null}]}
        """;

    private readonly Invocation _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task List_ShowsValues_AndNoSecret()
    {
        await using var server = await ServerAsync();

        Assert.Equal(0, await RunAsync(server, "settings"));

        Assert.Contains("10.0.0.0/8,fd00::/8", _run.Output, StringComparison.Ordinal);
        Assert.Matches(@"smtp\.password +\(set\) +api", _run.Output);
        Assert.Matches(@"retentionDays +30 +built-in +1–36500", _run.Output);
    }

    [Theory]
    [InlineData("retentionDays", "30\n")]
    [InlineData("IPPOOL", "10.0.0.0/8,fd00::/8\n")]
    [InlineData("smtp.password", "(set)\n")]
    public async Task Get_PrintsTheValueAlone(string key, string printed)
    {
        await using var server = await ServerAsync();

        Assert.Equal((0, printed), (await RunAsync(server, "settings", "get", key), _run.Output));
    }

    [Fact]
    public async Task Get_WhatIsNotThere_IsSaid()
    {
        await using var server = await ServerAsync();

        Assert.Equal(ExitCodes.Usage, await RunAsync(server, "settings", "get", "nothing"));
        Assert.Contains("There is no setting nothing", _run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_SendsOnePatch_WithSecretsFromFiles()
    {
        await using var server = await ServerAsync();
        var file = Path.Combine(_run.Home.FullName, "password");
        await File.WriteAllTextAsync(file, "very secret\n", TestContext.Current.CancellationToken);
        _run.Input = "0123456789abcdef\n";

        Assert.Equal(0, await RunAsync(server, "settings", "set", "retentionDays=9", "smtp.host=mail.example.org", "ipPool=[]", "--smtp-password-file", file, "--webhook-secret-file", "control=-"));

        var patch = server.Asked.Single(asked => asked.Method == "PATCH");
        var body = JsonDocument.Parse(patch.Body).RootElement;
        Assert.Equal(("9", "mail.example.org", "very secret"), (body.GetProperty("retentionDays").GetString(), body.GetProperty("smtp.host").GetString(), body.GetProperty("smtp.password").GetString()));
        Assert.Equal(0, body.GetProperty("ipPool").GetArrayLength());
        Assert.Equal(("control", "0123456789abcdef"), (body.GetProperty("webhooks")[0].GetProperty("name").GetString(), body.GetProperty("webhooks")[0].GetProperty("secret").GetString()));
        Assert.DoesNotContain("secret", _run.Output + _run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("does not belong on a command line", "smtp.password=x")]
    [InlineData("does not belong on a command line", "webhooks=[{\"name\":\"a\",\"secret\":\"x\"}]")]
    [InlineData("is not KEY=VALUE", "retentionDays")]
    [InlineData("is not a JSON list", "webhooks=[{")]
    [InlineData("Say what to set")]
    [InlineData("cannot be read", "--smtp-password-file", "/nowhere/at/all")]
    [InlineData("There is no webhook other", "--webhook-secret-file", "other=-")]
    [InlineData("is not NAME=FILE", "--webhook-secret-file", "other")]
    public async Task Set_WhatCannotBeDone_IsSaid_AndNothingIsSent(string says, params string[] typed)
    {
        await using var server = await ServerAsync();
        _run.Input = "0123456789abcdef\n";

        Assert.Equal(ExitCodes.Usage, await RunAsync(server, ["settings", "set", .. typed]));

        Assert.Contains(says, _run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Asked, asked => asked.Method == "PATCH");
    }

    [Fact]
    public async Task Unset_SendsNulls()
    {
        await using var server = await ServerAsync();

        Assert.Equal(0, await RunAsync(server, "settings", "unset", "retentionDays", "smtp"));

        Assert.Equal("""{"retentionDays":null,"smtp":null}""", server.Asked.Single(asked => asked.Method == "PATCH").Body);
    }

    [Fact]
    public async Task Rotate_PrintsThePasswordOnce_AndSaysHowLongTheOldOneCounts()
    {
        await using var server = await ServerAsync();

        Assert.Equal(0, await RunAsync(server, "settings", "agent-password", "rotate", "--overlap", "90m"));

        Assert.Equal("new-password\n", _run.Output);
        Assert.Contains("The old one counts until", _run.Errors, StringComparison.Ordinal);
        Assert.Equal("""{"overlap":"90m"}""", server.Asked.Single().Body);
    }

    [Fact]
    public async Task MailTest_SaysWhoHasTakenIt()
    {
        await using var server = await ServerAsync();

        Assert.Equal((0, "mail:587 has taken a mail for a@b.org.\n"), (await RunAsync(server, "settings", "mail", "test", "a@b.org"), _run.Output));
    }

    [Fact]
    public async Task Notices_AreListed()
    {
        await using var server = await ServerAsync();

        Assert.Equal(0, await RunAsync(server, "notices", "--state", "failed"));

        Assert.Matches(@"a@b\.org +7 +failed +3 +it is over +550 no", _run.Output);
        Assert.Equal("/api/v1/notices?state=failed", server.Asked.Single().Target);
    }

    private Task<int> RunAsync(SmallServer server, params string[] arguments) => _run.RunAsync([.. arguments, "--url", server.Url.ToString(), "--token", "t"]);

    private static Task<SmallServer> ServerAsync() => SmallServer.StartAsync(async context =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(context.Request.Path.Value switch
        {
            "/api/v1/settings/agent-password" => """{"password":"new-password","oldUntil":"2026-11-25T12:00:00+00:00"}""",
            "/api/v1/settings/mail-test" => """{"to":"a@b.org","server":"mail:587"}""",
            "/api/v1/notices" => """{"items":[{"id":"1","recipient":"a@b.org","run":7,"sequence":"s","state":"failed","createdAt":"2026-11-25T12:00:00+00:00","attempts":3,"lastError":"550 no","text":["it is over"]}],"next":null}""",
            _ => Settings,
        });
    });
}
