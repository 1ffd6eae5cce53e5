using System.Globalization;
using System.Net;
using System.Text.Json;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

[Collection(ApiCollection.Name)]
public class EventApiTests(ApiServer server)
{
    private const string Events = "/api/v1/events";

    [Fact]
    public async Task Stream_TornOffAgainAndAgain_NeitherGapNorDuplicate()
    {
        await using var agent = await server.AgentAsync("torn");
        var first = await NewestAsync();
        var running = Task.Run(async () =>
        {
            for (var number = 0; number < 12; number++)
            {
                await server.StartAsync("torn");
                await agent.StatusAsync(await agent.RunNextAsync(), WireProcessState.Exited, number);
            }
        });

        var heard = new List<EventStream.Event>();
        var last = first.ToString(CultureInfo.InvariantCulture);
        while (heard.Count(e => e.Name == "process.exited") < 12)
        {
            using var stream = await EventStream.OpenAsync(server.Viewer, Events, last);
            for (var taken = 0; taken < 5 && heard.Count(e => e.Name == "process.exited") < 12; taken++)
            {
                heard.Add((await stream.NextAsync())!);
                last = heard[^1].Id;
            }
        }

        await running;
        var journal = await JournalAsync(first);
        Assert.Equal(journal.Take(heard.Count).Select(e => e.Id()), heard.Select(e => e.Data.Id()));
        Assert.All(heard, e => Assert.Equal((e.Data.Id().ToString(CultureInfo.InvariantCulture), e.Data.Text("kind")), (e.Id, e.Name)));
    }

    [Fact]
    public async Task Stream_WithoutAnId_BeginsNow()
    {
        await using var agent = await server.AgentAsync("now");
        using var stream = await EventStream.OpenAsync(server.Viewer, Events);

        var process = (await server.StartAsync("now")).Id();

        var next = (await stream.NextAsync())!;
        Assert.Equal("process.starting", next.Name);
        Assert.Equal(["id", "at", "kind", "machineId", "machine", "processId", "data"], next.Data.Members());
        Assert.Equal((process, "now", agent.MachineId), (next.Data.GetProperty("processId").GetInt64(), next.Data.Text("machine"), next.Data.Text("machineId")));
        Assert.Equal(("show", "test operator"), (next.Data.GetProperty("data").Text("name"), next.Data.GetProperty("data").Text("by")));
    }

    [Fact]
    public async Task Stream_AfterAnIdFromTheFuture_GoesOnFromNow()
    {
        await using var agent = await server.AgentAsync("future");
        using var stream = await EventStream.OpenAsync(server.Viewer, Events, "999999999");

        var process = (await server.StartAsync("future")).Id();

        Assert.Equal(process, (await stream.NextAsync())!.Data.GetProperty("processId").GetInt64());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1; DROP TABLE Events")]
    public async Task Stream_AfterSomethingElse_IsRefused(string last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Events);
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("Last-Event-ID", last);
        using var response = await server.Viewer.SendAsync(request);

        Assert.Equal(["Last-Event-ID"], (await response.JsonAsync(HttpStatusCode.BadRequest)).Fields());
    }

    [Fact]
    public async Task Journal_TellsWhoDidWhat()
    {
        var first = await NewestAsync();
        await using (var agent = await server.AgentAsync("journal"))
        {
            var process = (await server.StartAsync("journal")).Id();
            var id = await agent.RunNextAsync();
            await server.ProcessAsync(process, "running");
            await server.Operator.PostJsonAsync("/api/v1/processes/stop", new { targets = new[] { "journal" } }, HttpStatusCode.Accepted);
            await agent.StatusAsync(4_711, WireProcessState.Running);
            await agent.StatusAsync(id, WireProcessState.Closed);
            await server.ProcessAsync(process, "closed");
            await server.Admin.PatchJsonAsync("/api/v1/machines/journal", new { name = "journal-2" }, HttpStatusCode.OK);
        }

        List<JsonElement> journal = [];
        await Eventually.TrueAsync(
            () => (journal = JournalAsync(first).GetAwaiter().GetResult()).Any(e => e.Text("kind") == "machine.disconnected" && e.Text("machine") == "journal-2"),
            ApiServer.Patience,
            () => "It went away.");
        Assert.Equal(
            ["machine.added", "machine.connected", "process.starting", "process.running", "audit.stop", "audit.foreign-status", "process.closed", "machine.renamed", "machine.disconnected"],
            journal.Where(e => e.Text("machine") is "journal" or "journal-2").Select(e => e.Text("kind")));
        Assert.Contains("test operator", journal.Single(e => e.Text("kind") == "audit.stop").GetProperty("data").Text("text"), StringComparison.Ordinal);
        Assert.Contains("4711", journal.Single(e => e.Text("kind") == "audit.foreign-status").GetProperty("data").Text("text"), StringComparison.Ordinal);
    }

    private async Task<long> NewestAsync() => (await JournalAsync(0)).Select(e => e.Id()).LastOrDefault();

    private async Task<List<JsonElement>> JournalAsync(long after)
    {
        var all = new List<JsonElement>();
        string? cursor = after.ToString(CultureInfo.InvariantCulture);
        while (cursor is not null)
        {
            var page = await server.Viewer.GetJsonAsync($"{Events}?limit=50&cursor={cursor}");
            all.AddRange(page.Items());
            cursor = page.Text("next");
        }

        return all;
    }
}
