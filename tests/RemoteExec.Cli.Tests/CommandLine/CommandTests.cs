using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RemoteExec.Api.Tests;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Tests.CommandLine;

public sealed class CommandTests : IDisposable
{
    private const string Process = """{"id":7,"machine":"la\u001bb","machineId":"m","wireId":1,"name":"n","application":"a","path":"","arguments":[],"delay":0,"message":"","state":""";
    private readonly Invocation _run = new();

    public void Dispose() => _run.Dispose();

    private static string Piece(int process, string stream, string text) =>
        $$"""
        id: 1
        event: output
        data: {"process":{{process}},"stream":"{{stream}}","offset":0,"text":"{{text}}"}


        """;

    private static async Task<SmallServer> ServerAsync(string stream, params string[] started) => await SmallServer.StartAsync(async context =>
    {
        if (context.Request.Path == "/api/v1/output")
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(stream + "event: end\ndata: {}\n\n");
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""{"items":[{{string.Join(',', started)}}],"next":null}""");
    });

    private static string State(string state) => $"event: state\ndata: {state}\n\n";

    [Fact]
    public async Task Run_OneMachine_IsAsIfTheProgramRanHere()
    {
        await using var server = await ServerAsync(
            Piece(7, "stdout", "out") + Piece(7, "stderr", "err") + State(Process + "\"exited\",\"exitCode\":3}"), Process + "\"starting\"}");

        var code = await _run.RunAsync("run", "lab", "--url", server.Url.ToString(), "--token", "t", "--env", "A=b", "--", "/bin/sh", "-c", "--json");

        Assert.Equal((3, "out", "err"), (code, _run.Output, _run.Errors));
        var body = JsonDocument.Parse(server.Asked.First().Body).RootElement.GetProperty("execute")[0];
        Assert.Equal("/bin", body.GetProperty("path").GetString());
        Assert.Equal(["-c", "--json"], body.GetProperty("arguments").EnumerateArray().Select(a => a.GetString()));
    }

    [Theory]
    [InlineData("2026-11-24T20:15:00.25Z", "2026-11-24T20:15:00.250000Z")]
    [InlineData("2026-11-24T20:15+01:00", "2026-11-24T19:15:00.000000Z")]
    [InlineData("+5s", "2030-01-01T00:00:05.000001Z")]
    public async Task Run_At_IsAnInstantOfTheServersClock(string typed, string sent)
    {
        await using var server = await SmallServer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(context.Request.Path == "/api/v1/server"
                ? """{"version":"1","fingerprint":"f","agents":"a","http":"h","startedAt":"2026-01-01T00:00:00Z","now":"2030-01-01T00:00:00.000001Z"}"""
                : $$"""{"items":[{{Process}}"pending"}],"next":null}""");
        });

        Assert.Equal(0, await _run.RunAsync("run", "*", "--at", typed, "--detach", "--url", server.Url.ToString(), "--token", "t", "--", "true"));

        Assert.Equal(sent, JsonDocument.Parse(server.Asked.Last().Body).RootElement.GetProperty("execute")[0].GetProperty("at").GetString());
    }

    [Theory]
    [InlineData("5s")]
    [InlineData("+5")]
    [InlineData("24.11.2026")]
    [InlineData("2026-11-24")]
    [InlineData("")]
    public async Task Run_AtOfAnotherShape_SaysTheShapes_AndStartsNothing(string typed)
    {
        await using var server = await ServerAsync("", Process + "\"starting\"}");

        Assert.Equal(2, await _run.RunAsync("run", "*", "--at", typed, "--url", server.Url.ToString(), "--token", "t", "--", "true"));

        Assert.Contains("+5s", _run.Errors, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task Run_Group_IsATargetAndNotAFile()
    {
        await using var server = await ServerAsync("", Process + "\"starting\"}");

        Assert.Equal(0, await _run.RunAsync("run", "@stage", "--detach", "--url", server.Url.ToString(), "--token", "t", "--", "true"));

        Assert.Equal("7\n", _run.Output);
        Assert.Contains("\"@stage\"", server.Asked.Single().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SeveralMachines_HaveTheirNamesBeforeTheirLines()
    {
        var other = Process.Replace("\"id\":7", "\"id\":8", StringComparison.Ordinal).Replace("la\\u001bb", "stage", StringComparison.Ordinal);
        await using var server = await ServerAsync(
            Piece(7, "stdout", "one\\ntw") + Piece(8, "stdout", "three") + Piece(7, "stdout", "o\\n")
            + State(Process + "\"exited\",\"exitCode\":0}") + State(other + "\"failed\"}").Replace("\"message\":\"\"", "\"message\":\"not found\"", StringComparison.Ordinal),
            Process + "\"starting\"}",
            other + "\"starting\"}");

        var code = await _run.RunAsync("run", "*", "--url", server.Url.ToString(), "--token", "t", "--", "true");

        Assert.Equal(127, code);
        Assert.Equal("la\\u001bb | one\nla\\u001bb | two\nstage     | three\n", _run.Output);
        Assert.Equal("stage: not found\n  la\\u001bb  exit 0\n  stage      failed (not found)\n1 of 2 went well, 1 failed\n", _run.Errors);
    }

    [Fact]
    public async Task Run_OneAfterTheOther_EndsWithThoseUnderWay_WhenTooManyHaveFailed()
    {
        await using var server = await SmallServer.StartAsync(async context =>
        {
            var process = Process.Replace("la\\u001bb", "m", StringComparison.Ordinal);
            if (context.Request.Path == "/api/v1/output")
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync(Piece(7, "stdout", "hello\\n") + State(process + "\"exited\",\"exitCode\":4}") + "event: end\ndata: {}\n\n");
                return;
            }

            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(
                context.Request.Path == "/api/v1/machines" ? $$"""{"items":[{{Machine("one")}},{{Machine("two")}},{{Machine("three")}}],"next":null}"""
                : $$"""{"items":[{{process}}"starting"}],"next":null}""");
        });

        var code = await _run.RunAsync("run", "wall=east", "--concurrency", "1", "--max-failures", "1", "--url", server.Url.ToString(), "--token", "t", "--", "true");

        Assert.Equal(4, code);
        Assert.Contains("target=wall%3Deast", server.Asked.First().Target, StringComparison.Ordinal);
        Assert.Equal(["one", "two"], server.Asked.Where(asked => asked.Method == "POST").Select(asked => JsonDocument.Parse(asked.Body).RootElement.GetProperty("targets")[0].GetString()));
        Assert.Equal("m     | hello\nm     | hello\n", _run.Output);
        Assert.EndsWith("0 of 3 went well, 2 failed, 1 not begun: three\n", _run.Errors, StringComparison.Ordinal);

        static string Machine(string name) =>
            $$"""{"id":"{{name}}","name":"{{name}}","connected":true,"addresses":[],"labels":{},"firstSeen":"2026-01-01T00:00:00Z","lastSeen":"2026-01-01T00:00:00Z","agent":"","folders":[],"dialect":"BE16","extensions":[]}""";
    }

    [Theory]
    [InlineData("--max-failures", "1")]
    [InlineData("--concurrency", "0")]
    [InlineData("--concurrency", "201")]
    [InlineData("--concurrency", "2", "--detach")]
    [InlineData("--concurrency", "2", "--at", "+5s")]
    public async Task Run_LimitsThatMakeNoSense_AreUsage(params string[] options)
    {
        Assert.Equal(2, await _run.RunAsync(["run", "*", "--url", "http://127.0.0.1:1", "--token", "t", .. options, "--", "true"]));
        Assert.Contains("--concurrency", _run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Policies_AreAskedForAsTyped()
    {
        await using var server = await ServerAsync("", Process + "\"starting\"}");

        await _run.RunAsync(
            "run", "lab", "--detach", "--url", server.Url.ToString(), "--token", "t", "--restart", "unexpected", "--attempts", "5", "--within", "2m", "--backoff", "500ms",
            "--expect", "0,4", "--ready", "log=^up=\\d+$", "--ready-timeout", "1m", "--grace", "2s", "--user", "show", "--limit", "memory=512M", "--limit", "cpu=0.5", "--", "mpv");

        var entry = JsonDocument.Parse(server.Asked.Single().Body).RootElement.GetProperty("execute")[0];
        Assert.Equal("""{"on":"unexpected","attempts":5,"within":120000,"backoff":500}""", entry.GetProperty("restart").GetRawText());
        Assert.Equal("[0,4]", entry.GetProperty("expected").GetRawText());
        Assert.Equal(("^up=\\d+$", 60_000), (entry.GetProperty("ready").GetProperty("log").GetString(), entry.GetProperty("ready").GetProperty("timeout").GetInt32()));
        Assert.Equal("""{"grace":2000}""", entry.GetProperty("stop").GetRawText());
        Assert.Equal("show", entry.GetProperty("user").GetString());
        Assert.Equal((536_870_912, 0.5), (entry.GetProperty("limits").GetProperty("memory").GetInt64(), entry.GetProperty("limits").GetProperty("cpu").GetDouble()));
    }

    [Fact]
    public async Task Run_ThatIsRestarted_IsFollowedToItsLastEnd_AndEachPauseIsSaid()
    {
        var ran = Process.Replace("\"message\":\"\",", "\"startedAt\":\"2026-01-01T00:00:00Z\",", StringComparison.Ordinal);
        await using var server = await ServerAsync(
            Piece(7, "stdout", "one") + State(ran + "\"running\",\"message\":\"\",\"ready\":true}")
            + State(ran + "\"pending\",\"message\":\"exit code 7; attempt 2 begins soon\",\"ready\":true,\"exitCode\":7}")
            + Piece(7, "stdout", "two").Replace("\"offset\":0", "\"offset\":3", StringComparison.Ordinal)
            + State(ran + "\"running\",\"message\":\"not ready after 30000 ms\",\"attempt\":2,\"ready\":false}")
            + State(ran + "\"exited\",\"message\":\"gave up: 1 restart within 60 s (exit code 9)\",\"attempt\":2,\"ready\":false,\"exitCode\":9}"),
            Process + "\"starting\"}");

        var code = await _run.RunAsync("run", "lab", "--restart", "always", "--url", server.Url.ToString(), "--token", "t", "--", "true");

        Assert.Equal((9, "onetwo"), (code, _run.Output));
        Assert.Equal(
            ["process 7 is ready", "exit code 7; attempt 2 begins soon", "not ready after 30000 ms", "gave up: 1 restart within 60 s (exit code 9)"],
            _run.Errors.TrimEnd('\n').Split('\n').Select(line => line.Split(": ", 2)[1]));
    }

    [Fact]
    public async Task Ps_AttemptAboveOne_IsShown()
    {
        await using var server = await ServerAsync("", Process + "\"running\",\"attempt\":1}", Process + "\"pending\",\"attempt\":12}");

        await _run.RunAsync("ps", "--url", server.Url.ToString(), "--token", "t");

        Assert.Contains("pending #12", _run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("running #", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ps_Json_IsAnArray_AndATableIsHarmlessAndNarrow()
    {
        await using var server = await ServerAsync("", Process + "\"running\"}");
        await _run.RunAsync("ps", "--json", "--url", server.Url.ToString(), "--token", "t");
        Assert.Equal("running", JsonDocument.Parse(_run.Output).RootElement[0].GetProperty("state").GetString());

        using var table = new Invocation();
        await table.RunAsync("ps", "--url", server.Url.ToString(), "--token", "t");

        Assert.Contains("la\\u001bb", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', table.Output);
        Assert.All(table.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Theory]
    [InlineData(401, "not-authenticated", ExitCodes.NotAllowed)]
    [InlineData(403, "not-allowed", ExitCodes.NotAllowed)]
    [InlineData(404, "no-such-target", ExitCodes.NoSuchTarget)]
    [InlineData(409, "machine-away", ExitCodes.Failed)]
    public async Task AnyCommand_ServerRefuses_ExitsAsPromisedWithoutTheToken(int status, string problem, int expected)
    {
        await using var server = await SmallServer.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync($$"""{"code":"{{problem}}","detail":"So it is."}""");
        });

        Assert.Equal(expected, await _run.RunAsync("machines", "--url", server.Url.ToString(), "--token", "very-secret"));

        Assert.DoesNotContain("very-secret", _run.Output + _run.Errors, StringComparison.Ordinal);
        Assert.Single(_run.Errors.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("{\"removed\":\"lab\"}", "machines", "remove", "lab")]
    [InlineData("{\"revoked\":\"lab\"}", "machines", "revoke", "lab")]
    [InlineData("{\"revoked\":\"t1\"}", "token", "revoke", "t1")]
    [InlineData("{\"revoked\":\"t1\"}", "token", "api", "revoke", "t1")]
    public async Task CommandWithNothingToShow_PrintsNothing_ButOneValueAsJson(string json, params string[] arguments)
    {
        await using var server = await SmallServer.StartAsync(context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        string[] here = [.. arguments, "--url", server.Url.ToString(), "--token", "t"];

        Assert.Equal(0, await _run.RunAsync(here));
        Assert.Equal("", _run.Output);
        Assert.Equal(0, await _run.RunAsync([.. here, "--json"]));
        Assert.Equal(json + "\n", _run.Output);
    }

    [Theory]
    [InlineData("run", "lab")]
    [InlineData("nonsense")]
    [InlineData("stop", "lab", "--grace", "soon")]
    [InlineData("run", "lab", "--env", "novalue", "--", "true")]
    [InlineData("run", "lab", "--timeout", "2000000000d", "--", "true")]
    [InlineData("token", "api", "create", "--name", "n", "--role", "king")]
    [InlineData("logs", "abc")]
    [InlineData("logs", "-1")]
    [InlineData("run", "lab", "--delay", "soon", "--", "true")]
    [InlineData("run", "lab", "--restart", "sometimes", "--", "true")]
    [InlineData("run", "lab", "--restart", "always", "--attempts", "many", "--", "true")]
    [InlineData("run", "lab", "--attempts", "3", "--", "true")]
    [InlineData("run", "lab", "--within", "1m", "--", "true")]
    [InlineData("run", "lab", "--backoff", "1s", "--", "true")]
    [InlineData("run", "lab", "--expect", "0,x", "--", "true")]
    [InlineData("run", "lab", "--ready", "soon", "--", "true")]
    [InlineData("run", "lab", "--ready-timeout", "5s", "--", "true")]
    [InlineData("run", "lab", "--grace", "soon", "--", "true")]
    [InlineData("run", "lab", "--limit", "memory=much", "--", "true")]
    [InlineData("run", "lab", "--at", "soon", "--", "true")]
    public async Task AnyCommand_TypedWrongly_Exits2(params string[] arguments)
    {
        Assert.Equal(ExitCodes.Usage, await _run.RunAsync(arguments));
        Assert.NotEmpty(_run.Errors);
        Assert.DoesNotContain("System.", _run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCommand_NoServerAnywhere_Exits3()
    {
        Assert.Equal(ExitCodes.Unreachable, await _run.RunAsync("machines"));
        Assert.Contains("remoteexec login", _run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCommand_RefusedAsInvalid_Exits2WithTheServersSentence()
    {
        await using var server = await SmallServer.StartAsync(context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("""{"status":400,"code":"bad-request","detail":"targets cannot be read."}""");
        });

        Assert.Equal(ExitCodes.Usage, await _run.RunAsync("--url", server.Url.ToString(), "--token", "t", "run", "a@b", "--", "true"));
        Assert.Contains("targets cannot be read.", _run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCommand_DataFolderWithoutARunningServer_Exits3()
    {
        Assert.Equal(ExitCodes.Unreachable, await _run.RunAsync("--data", _run.Home.FullName, "machines"));
        Assert.Contains("No server runs", _run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_TokenGiven_DoesNotShowIt()
    {
        _run.Variables["REMOTEEXEC_TOKEN"] = "very-secret";
        await _run.RunAsync("run", "--token", "very-secret", "--help");
        Assert.DoesNotContain("very-secret", _run.Output + _run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_TokenFromStandardInput_IsSavedAndThenUsed()
    {
        await using var server = await SmallServer.StartAsync(context => context.Response.WriteAsync(
            context.Request.Path == "/api/v1/server"
                ? """{"version":"1","fingerprint":"f","agents":"a","http":"h"}"""
                : """{"items":[],"next":null}"""));
        _run.Input = "from-stdin\n";

        Assert.Equal(0, await _run.RunAsync("login", server.Url.ToString(), "--json"));
        Assert.Equal($"{{\"loggedIn\":\"{server.Url.GetLeftPart(UriPartial.Authority)}\"}}\n", _run.Output);
        Assert.Equal(0, await _run.RunAsync("machines", "--json"));

        Assert.All(server.Asked, asked => Assert.Equal("Bearer from-stdin", asked.Headers["Authorization"]));
        Assert.DoesNotContain("from-stdin", _run.Output + _run.Errors, StringComparison.Ordinal);
    }
}
