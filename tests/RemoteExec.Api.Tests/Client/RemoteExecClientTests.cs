using Microsoft.AspNetCore.Http;
using RemoteExec.Api.Client;
using RemoteExec.Api.Processes;

namespace RemoteExec.Api.Tests.Client;

public sealed class RemoteExecClientTests
{
    [Fact]
    public async Task Get_ServerRefuses_ThrowsWithCodeStatusAndSentence()
    {
        await using var server = await SmallServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 404;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync("""{"status":404,"code":"no-such-target","detail":"There is no machine x."}""");
        });
        using var client = RemoteExecClient.Connect(server.Url, "secret");

        var refusal = await Assert.ThrowsAsync<ApiException>(() => client.ProcessesAsync("x"));

        Assert.Equal((404, "no-such-target", "There is no machine x."), (refusal.Status, refusal.Code, refusal.Message));
        Assert.Equal("Bearer secret", server.Asked.Single().Headers["Authorization"]);
    }

    [Theory]
    [InlineData(502, "<html>bad gateway</html>", "http-502")]
    [InlineData(200, "<html>hello</html>", "not-ours")]
    public async Task Get_AnswerOfSomebodyElse_ThrowsASentence(int status, string body, string code)
    {
        await using var server = await SmallServer.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body);
        });
        using var client = RemoteExecClient.Connect(server.Url, "secret");

        Assert.Equal(code, (await Assert.ThrowsAsync<ApiException>(() => client.ServerAsync())).Code);
    }

    [Fact]
    public async Task Get_NobodyListens_IsUnreachable()
    {
        using var client = RemoteExecClient.Connect(new Uri("http://127.0.0.1:1"), "secret");

        var failure = await Assert.ThrowsAsync<ServerUnreachableException>(() => client.ServerAsync());

        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Machines_SeveralPages_AreAllRead()
    {
        await using var server = await SmallServer.StartAsync(context => context.Response.WriteAsJsonAsync(
            context.Request.Query["cursor"] == "a b"
                ? new { items = new[] { new { id = "2", name = "two", connected = false } }, next = (string?)null }
                : new { items = new[] { new { id = "1", name = "one", connected = true } }, next = (string?)"a b" }));
        using var client = RemoteExecClient.Connect(server.Url, "t");

        Assert.Equal(["one", "two"], (await client.MachinesAsync()).Select(m => m.Name));
    }

    [Fact]
    public async Task Start_AnswerLostOnTheWay_IsAskedAgainWithTheSameKey()
    {
        var first = true;
        await using var server = await SmallServer.StartAsync(async context =>
        {
            if (first)
            {
                first = false;
                context.Abort();
                return;
            }

            context.Response.StatusCode = 202;
            await context.Response.WriteAsJsonAsync(new { items = Array.Empty<object>(), next = (string?)null });
        });
        using var client = RemoteExecClient.Connect(server.Url, "t");

        await client.StartAsync(new ExecuteRequest { Targets = ["lab"], Execute = [new ExecutableRequest { Application = "true" }] });

        Assert.Equal(2, server.Asked.Count);
        Assert.Single(server.Asked.Select(asked => asked.Headers["Idempotency-Key"]).Distinct());
        Assert.Single(server.Asked.Select(asked => asked.Body).Distinct());
    }
}
