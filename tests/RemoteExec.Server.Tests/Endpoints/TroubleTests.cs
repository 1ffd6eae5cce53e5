using System.Net;
using Microsoft.Data.Sqlite;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

/// <summary>The database is locked; the server was killed. Each test has a server of its own.</summary>
public sealed class TroubleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DatabaseLocked_StartsAreRefused_StopsGoThrough_AgentsStay_AndReadyzSaysSo()
    {
        await using var server = await ApiServer.StartAsync(_folder.At("data"));
        await using var agent = await server.AgentAsync("stage");
        var process = (await server.StartAsync("stage")).Id();
        var wireId = await agent.RunNextAsync();
        await server.ProcessAsync(process, "running");

        await using (var stranger = new SqliteConnection($"Data Source={server.Database};Pooling=False"))
        {
            await stranger.OpenAsync();
            using var hold = stranger.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE;";
            await hold.ExecuteNonQueryAsync();

            var refused = await server.Operator.PostJsonAsync(
                "/api/v1/processes", new { targets = new[] { "stage" }, execute = new[] { new { application = "never" } } }, HttpStatusCode.ServiceUnavailable);
            Assert.Equal("storage-unavailable", refused.Code());
            var ready = await server.Nobody.GetJsonAsync("/readyz", HttpStatusCode.ServiceUnavailable);
            Assert.Contains("locked", ready.Text("reason"), StringComparison.Ordinal);
            await server.Nobody.GetJsonAsync("/healthz");

            // What is asked for is still told, and what must not wait does not.
            Assert.True((await server.Viewer.GetJsonAsync("/api/v1/machines/stage")).GetProperty("connected").GetBoolean());
            await server.Operator.PostJsonAsync($"/api/v1/processes/{process}/stop", new { }, HttpStatusCode.Accepted);
            Assert.Equal(wireId, Assert.Single((await agent.HearAsync<KillMessage>()).Processes).Id.Number);
            Assert.Equal("storage-unavailable", (await server.Admin.PatchJsonAsync("/api/v1/machines/stage", new { name = "left" }, HttpStatusCode.ServiceUnavailable)).Code());
            await server.Admin.PostJsonAsync("/api/v1/tokens", new { name = "x", role = "viewer" }, HttpStatusCode.ServiceUnavailable);
        }

        await Eventually.TrueAsync(
            () => server.Nobody.GetAsync("/readyz").GetAwaiter().GetResult().StatusCode == HttpStatusCode.OK, ApiServer.Patience, () => "The lock is gone.");
        await agent.StatusAsync(wireId, WireProcessState.Closed);
        await server.ProcessAsync(process, "closed");

        // What was refused was not started meanwhile.
        var next = await server.StartAsync(agent.MachineId);
        Assert.Equal("show", (await agent.NextExecuteAsync()).Application);
        Assert.True(next.Id() > process);
    }

    [Fact]
    public async Task Restart_WhatWasPromisedHolds()
    {
        long waiting, expiring;
        var key = Guid.NewGuid().ToString();
        object body = new { targets = new[] { "stage" }, execute = new[] { new { application = "show" } } };
        string machine, first;
        await using (var server = await ApiServer.StartAsync(_folder.At("data")))
        {
            await using (var agent = await server.AgentAsync("stage"))
            {
                machine = agent.MachineId;
                first = (await server.Admin.PostJsonAsync("/api/v1/processes", body, HttpStatusCode.Accepted, key)).ToString();
                await agent.RunNextAsync();
            }

            await Eventually.TrueAsync(
                () => !server.Viewer.GetJsonAsync("/api/v1/machines/stage").GetAwaiter().GetResult().GetProperty("connected").GetBoolean(),
                ApiServer.Patience,
                () => "It is away.");
            waiting = (await server.StartAsync("stage")).Id();
            expiring = (await server.StartAsync("stage", queueFor: 1)).Id();
        }

        await using var again = await ApiServer.StartAsync(_folder.At("data"));

        // Nobody asks for the machine, and still what waited for it expires.
        await again.ProcessAsync(expiring, "expired");
        Assert.Equal("queued", (await again.ProcessAsync(waiting, "queued")).Text("state"));
        Assert.Equal(first, (await again.Admin.PostJsonAsync("/api/v1/processes", body, HttpStatusCode.Accepted, key)).ToString());
        Assert.True((await again.StartAsync(machine)).Id() > expiring);
        var unknown = (await again.Viewer.GetJsonAsync("/api/v1/processes")).Items().Count(process => process.Text("state") == "unknown");
        Assert.Equal(1, unknown);
    }
}
