using System.Net;
using System.Text;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

[Collection(ApiCollection.Name)]
public class OutputApiTests(ApiServer server)
{
    private static readonly byte[] Binary = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    [Fact]
    public async Task Output_IsBinarySafe_WithOffsets_AsListAndAsBytes()
    {
        await using var agent = await server.AgentAsync("binary");
        var process = (await server.StartAsync("binary")).Id();
        var id = await agent.RunNextAsync();

        await agent.OutputAsync(id, WireStream.Stdout, 0, Binary);
        await agent.OutputAsync(id, WireStream.Stderr, 0, "héllo\n"u8.ToArray());
        await agent.OutputAsync(id, WireStream.Stdout, 256, "text"u8.ToArray());
        await agent.HearAsync<AckMessage>(ack => ack.Output?.Any(o => o.Stream == WireStream.Stdout && o.Offset == 260) == true);

        var items = (await server.Viewer.GetJsonAsync($"/api/v1/processes/{process}/output")).Items();
        Assert.Equal(["stdout 0", "stderr 0", "stdout 256"], items.Select(item => $"{item.Text("stream")} {item.GetProperty("offset").GetInt64()}"));
        Assert.Equal(Binary, items[0].GetProperty("bytes").GetBytesFromBase64());
        Assert.Equal("héllo\n", items[1].Text("text"));
        Assert.Equal(["process", "stream", "offset", "at", "text", "bytes"], items[1].Members());

        Assert.Equal(Binary.Concat(Encoding.UTF8.GetBytes("héllo\ntext")), await RawAsync(process, "both"));
        Assert.Equal(Binary.Concat(Encoding.UTF8.GetBytes("text")), await RawAsync(process, "stdout"));
        Assert.Equal("héllo\n"u8.ToArray(), await RawAsync(process, "stderr"));
        var errors = (await server.Viewer.GetJsonAsync($"/api/v1/processes/{process}/output?stream=stderr")).Items();
        Assert.Equal("stderr", Assert.Single(errors).Text("stream"));
    }

    [Fact]
    public async Task Output_SentAgainAfterABreak_IsStoredOnce_AndAGapShows()
    {
        await using var agent = await server.AgentAsync("again");
        var process = (await server.StartAsync("again")).Id();
        var id = await agent.RunNextAsync();

        await agent.OutputAsync(id, WireStream.Stdout, 0, "abc"u8.ToArray());
        await agent.OutputAsync(id, WireStream.Stdout, 0, "abc"u8.ToArray());
        await agent.OutputAsync(id, WireStream.Stdout, 1, "bcde"u8.ToArray());
        await agent.OutputAsync(id, WireStream.Stdout, 9, "j"u8.ToArray());
        await agent.HearAsync<AckMessage>(ack => ack.Output?.Any(o => o.Offset == 10) == true);

        var items = (await server.Viewer.GetJsonAsync($"/api/v1/processes/{process}/output")).Items();
        Assert.Equal(["0 abc", "3 de", "9 j"], items.Select(item => $"{item.GetProperty("offset").GetInt64()} {item.Text("text")}"));
    }

    [Fact]
    public async Task Output_ByPages_IsTheWhole()
    {
        await using var agent = await server.AgentAsync("paged");
        var process = (await server.StartAsync("paged")).Id();
        var id = await agent.RunNextAsync();
        for (var line = 0; line < 10; line++)
        {
            await agent.OutputAsync(id, WireStream.Stdout, line, [(byte)('0' + line)]);
        }

        await agent.HearAsync<AckMessage>(ack => ack.Output?.Any(o => o.Offset == 10) == true);
        var text = new StringBuilder();
        string? cursor = null;
        do
        {
            var page = await server.Viewer.GetJsonAsync($"/api/v1/processes/{process}/output?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
            page.Items().ForEach(item => text.Append(item.Text("text")));
            cursor = page.Text("next");
        }
        while (cursor is not null);

        Assert.Equal("0123456789", text.ToString());
    }

    [Fact]
    public async Task Follow_BreaksAndGoesOn_NeitherGapNorDuplicate_AndEndsWithTheProcess()
    {
        await using var agent = await server.AgentAsync("follow");
        var process = (await server.StartAsync("follow")).Id();
        var id = await agent.RunNextAsync();
        var told = new StringBuilder();
        string? last = null;
        for (var round = 0; round < 3; round++)
        {
            using var stream = await EventStream.OpenAsync(server.Viewer, $"/api/v1/processes/{process}/output", last);
            await agent.OutputAsync(id, WireStream.Stdout, round * 2, [(byte)('a' + (round * 2))]);
            await agent.OutputAsync(id, WireStream.Stdout, (round * 2) + 1, [(byte)('b' + (round * 2))]);

            // Torn off in the middle of what has come.
            var heard = await stream.UntilAsync(e => e.Name == "output");
            told.Append(heard[^1].Data.Text("text"));
            last = heard[^1].Id;
        }

        await agent.StatusAsync(id, WireProcessState.Exited, 0);
        using var rest = await EventStream.OpenAsync(server.Viewer, $"/api/v1/processes/{process}/output?follow=true", last);
        var events = await rest.UntilAsync(e => e.Name == "end");
        events.Where(e => e.Name == "output").ToList().ForEach(e => told.Append(e.Data.Text("text")));

        Assert.Equal("abcdef", told.ToString());
        Assert.Equal("exited", events.Last(e => e.Name == "state").Data.Text("state"));
        Assert.Null(await rest.NextAsync());
    }

    [Fact]
    public async Task FollowSeveral_TellsStatesAndOutputOfAll_AndEndsWithTheLast()
    {
        await using var agent = await server.AgentAsync("several");
        var first = (await server.StartAsync("several")).Id();
        var second = (await server.StartAsync("several")).Id();
        using var stream = await EventStream.OpenAsync(server.Viewer, $"/api/v1/output?process={first}&process={second}");

        foreach (var process in new[] { first, second })
        {
            var id = await agent.RunNextAsync();
            await agent.OutputAsync(id, WireStream.Stdout, 0, "x"u8.ToArray());
            await agent.StatusAsync(id, WireProcessState.Exited, 0);
        }

        var events = await stream.UntilAsync(e => e.Name == "end");
        Assert.Equal([first, second], events.Where(e => e.Name == "output").Select(e => e.Data.GetProperty("process").GetInt64()));
        Assert.Equal([first, second], events.Where(e => e.Name == "state" && e.Data.Text("state") == "exited").Select(e => e.Data.Id()).Order());
    }

    [Theory]
    [InlineData("/api/v1/processes/{0}/output?stream=stdin", "stream")]
    [InlineData("/api/v1/processes/{0}/output?cursor=x", "cursor")]
    [InlineData("/api/v1/processes/{0}/output?follow=perhaps", "follow")]
    [InlineData("/api/v1/processes/{0}/output?follow=true&cursor=x", "Last-Event-ID")]
    [InlineData("/api/v1/output", "process")]
    [InlineData("/api/v1/output?process=x", "process")]
    public async Task Get_BadQuery_NamesTheField(string path, string field)
    {
        await using var agent = await server.AgentAsync("bad-output");
        var process = (await server.StartAsync("bad-output")).Id();

        Assert.Equal([field], (await server.Viewer.GetJsonAsync(string.Format(path, process), HttpStatusCode.BadRequest)).Fields());
    }

    [Fact]
    public async Task FollowSeveral_OneUnknown_IsNotFound() =>
        Assert.Equal("not-found", (await server.Viewer.GetJsonAsync("/api/v1/output?process=999999999", HttpStatusCode.NotFound)).Code());

    private async Task<byte[]> RawAsync(long process, string stream)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/processes/{process}/output?stream={stream}");
        request.Headers.Accept.ParseAdd("text/plain");
        using var response = await server.Viewer.SendAsync(request);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        return await response.Content.ReadAsByteArrayAsync();
    }
}
