using System.Text;
using Microsoft.AspNetCore.Http;
using RemoteExec.Api.Client;

namespace RemoteExec.Api.Tests.Client;

public sealed class ResumingTests
{
    private const string State = """event: state{N}data: {"id":7,"machine":"lab","machineId":"m","wireId":1,"name":"n","application":"a","path":"","arguments":[],"delay":0,"state":"exited","message":"","exitCode":0}{N}{N}""";
    private static readonly ResumePolicy AtOnce = new() { Jitter = () => 0 };

    private static string Piece(int number) =>
        $"id: {number}\nevent: output\ndata: {{\"process\":7,\"stream\":\"stdout\",\"offset\":{number},\"text\":\"ü{number}\"}}\n\n";

    private static byte[] After(string lastEventId)
    {
        var after = lastEventId.Length == 0 ? 0 : int.Parse(lastEventId);
        var pieces = string.Concat(Enumerable.Range(1, 3).Where(n => n > after).Select(Piece));
        return Encoding.UTF8.GetBytes(": connected\n\n" + pieces + State.Replace("{N}", "\n", StringComparison.Ordinal) + "event: end\ndata: {}\n\n");
    }

    [Fact]
    public async Task Follow_ConnectionCutAtEveryByte_NeitherLosesNorRepeats()
    {
        for (var cut = 0; cut < After("").Length; cut += 1)
        {
            var first = true;
            await using var server = await SmallServer.StartAsync(async context =>
            {
                context.Response.ContentType = "text/event-stream";
                var bytes = After(context.Request.Headers["Last-Event-ID"].ToString());
                if (!first)
                {
                    await context.Response.Body.WriteAsync(bytes);
                    return;
                }

                first = false;
                await context.Response.Body.WriteAsync(bytes.AsMemory(0, cut));
                await context.Response.Body.FlushAsync();
                context.Abort();
            });
            using var client = new RemoteExecClient(new HttpClient { BaseAddress = server.Url }, AtOnce);
            var got = new List<string>();

            // A connection that is cut before its headers arrive is an unreachable server: nothing was told yet.
            try
            {
                await foreach (var happened in client.FollowAsync([7]))
                {
                    got.Add(happened.Output?.Text ?? happened.State!.State);
                }
            }
            catch (ServerUnreachableException)
            {
                Assert.Empty(got);
                continue;
            }

            Assert.Equal(["ü1", "ü2", "ü3", "exited"], got);
        }
    }

    [Fact]
    public async Task Follow_Resumed_AsksAfterTheLastEventThatWasHandedOn()
    {
        var first = true;
        await using var server = await SmallServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(first ? Piece(1) + Piece(2) : Encoding.UTF8.GetString(After("2")));
            first = false;
        });
        using var client = new RemoteExecClient(new HttpClient { BaseAddress = server.Url }, AtOnce);

        Assert.Equal(4, await client.FollowAsync([7, 8]).CountAsync());

        Assert.Equal("/api/v1/output?process=7&process=8", server.Asked.First().Target);
        Assert.Equal("2", server.Asked.Last().Headers["Last-Event-ID"]);
    }

    [Fact]
    public async Task Follow_SilentStream_IsAskedForAgain()
    {
        var first = true;
        await using var server = await SmallServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            if (first)
            {
                first = false;
                await context.Response.WriteAsync(Piece(1));
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            await context.Response.Body.WriteAsync(After("1"));
        });
        using var client = new RemoteExecClient(new HttpClient { BaseAddress = server.Url }, AtOnce with { Silence = TimeSpan.FromMilliseconds(100) });

        Assert.Equal(4, await client.FollowAsync([7]).CountAsync());
    }

    [Fact]
    public async Task Follow_ServerThatDoesNotComeBack_IsUnreachable()
    {
        var first = true;
        await using var server = await SmallServer.StartAsync(async context =>
        {
            if (first)
            {
                first = false;
                await context.Response.WriteAsync(Piece(1));
                return;
            }

            context.Abort();
        });
        using var client = new RemoteExecClient(new HttpClient { BaseAddress = server.Url }, AtOnce with { GiveUpAfter = TimeSpan.Zero });

        await Assert.ThrowsAsync<ServerUnreachableException>(async () => await client.FollowAsync([7]).CountAsync());
    }

    [Fact]
    public void Pause_GrowsToItsBoundAndIsJittered()
    {
        var most = new ResumePolicy { Jitter = () => 1 };
        Assert.Equal([200, 400, 800, 5000], new[] { 1, 2, 3, 40 }.Select(n => most.Pause(n).TotalMilliseconds));
        Assert.Equal(TimeSpan.Zero, AtOnce.Pause(9));
    }
}
