using System.Net;
using System.Text;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

/// <summary>A computer that was installed anew.</summary>
public class MergeApiTests(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task TheOldRecord_BecomesPartOfTheNew_WithAllThatItDid()
    {
        long ended, open;
        await using (var old = await server.AgentAsync("hall", new() { ["wall"] = "east", ["floor"] = "2" }))
        {
            ended = (await server.StartAsync("hall")).Id();
            var wire = await old.RunNextAsync();
            await old.OutputAsync(wire, WireStream.Stdout, 0, "kept"u8.ToArray());
            await old.StatusAsync(wire, WireProcessState.Exited, exitCode: 3);
            open = (await server.StartAsync("hall")).Id();
            await old.RunNextAsync();
            await StateAsync(ended, "exited");
            await StateAsync(open, "running");
        }

        await AwayAsync("hall");
        var was = await server.Viewer.GetJsonAsync("/api/v1/machines/hall");
        await using var anew = await server.AgentAsync("hall-2", new() { ["wall"] = "west" });
        var own = (await server.StartAsync("hall-2")).Id();
        await anew.RunNextAsync();

        var merged = await server.Admin.PostJsonAsync("/api/v1/machines/hall-2/merge", new { from = "hall", takeName = true }, HttpStatusCode.OK);

        Assert.Equal((anew.MachineId, "hall", true), (merged.Text("id"), merged.Text("name"), merged.GetProperty("connected").GetBoolean()));
        Assert.Equal(("west", "2", was.Text("firstSeen")), (merged.GetProperty("labels").Text("wall"), merged.GetProperty("labels").Text("floor"), merged.Text("firstSeen")));
        await server.Viewer.GetJsonAsync($"/api/v1/machines/{was.Text("id")}", HttpStatusCode.NotFound);
        var processes = (await server.Viewer.GetJsonAsync("/api/v1/processes?all=true&target=hall")).Items();
        Assert.Equal([ended, open, own], processes.Select(process => process.Id()).Order());
        Assert.All(processes, process => Assert.Equal((anew.MachineId, "hall"), (process.Text("machineId"), process.Text("machine"))));
        Assert.Equal([("exited", -ended), ("exited", -open)], processes.OrderBy(process => process.Id()).Take(2).Select(process => (process.Text("state"), process.GetProperty("wireId").GetInt64())));
        Assert.Contains("outcome unknown", processes.Single(process => process.Id() == open).Text("message"), StringComparison.Ordinal);
        Assert.Equal(["kept"], (await server.Viewer.GetJsonAsync($"/api/v1/processes/{ended}/output")).Items().Select(piece => piece.Text("text")));
        Assert.Equal("machine.merge", (await server.AuditAsync("&action=machine.merge"))[^1].Text("action"));

        // The new computer goes on as before.
        await server.StartAsync("hall");
        await anew.RunNextAsync();
    }

    [Fact]
    public async Task WhatStandsInItsWay_IsSaid_AndNothingChanges()
    {
        await using var left = await server.AgentAsync("merge-left");
        await using var right = await server.AgentAsync("merge-right");

        var connected = await MergeAsync("merge-left", "merge-right", HttpStatusCode.Conflict);
        Assert.Contains("merge-right is connected", connected.Text("detail"), StringComparison.Ordinal);
        Assert.Contains("itself", (await MergeAsync("merge-left", "merge-left", HttpStatusCode.Conflict)).Text("detail"), StringComparison.Ordinal);
        await MergeAsync("merge-left", "nobody", HttpStatusCode.NotFound);
        await MergeAsync("nobody", "merge-left", HttpStatusCode.NotFound);
        Assert.Equal(["from"], (await MergeAsync("merge-left", "", HttpStatusCode.BadRequest)).Fields());
        await server.Viewer.GetJsonAsync("/api/v1/machines/merge-right");
    }

    [Fact]
    public async Task AMachineInARun_IsNotMerged_UntilItHasEnded()
    {
        await using var into = await server.AgentAsync("merge-into");
        await using (var busy = await server.AgentAsync("merge-busy"))
        {
            using var put = await server.Admin.PutAsync("/api/v1/sequences/busy", new StringContent("name: busy\ntracks: [{ target: merge-busy, steps: [{ application: a }] }]\n", Encoding.UTF8, "application/yaml"));
            await server.Operator.PostJsonAsync("/api/v1/sequences/busy/runs", new { }, HttpStatusCode.Accepted);
            await busy.RunNextAsync();
        }

        await AwayAsync("merge-busy");
        Assert.Contains("is under way there", (await MergeAsync("merge-into", "merge-busy", HttpStatusCode.Conflict)).Text("detail"), StringComparison.Ordinal);
    }

    private Task<System.Text.Json.JsonElement> MergeAsync(string into, string from, HttpStatusCode expected) =>
        server.Admin.PostJsonAsync($"/api/v1/machines/{into}/merge", new { from }, expected);

    private Task AwayAsync(string name) => Eventually.TrueAsync(
        async () => !(await server.Viewer.GetJsonAsync($"/api/v1/machines/{name}")).GetProperty("connected").GetBoolean(), ApiServer.Patience, () => $"{name} is still there.");

    private Task StateAsync(long id, string state) => Eventually.TrueAsync(
        async () => (await server.Viewer.GetJsonAsync($"/api/v1/processes/{id}")).Text("state") == state, ApiServer.Patience, () => $"process {id}");
}
