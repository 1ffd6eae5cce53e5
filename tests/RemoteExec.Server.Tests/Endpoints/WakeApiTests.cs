using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

/// <summary>Machines that are switched off, and those who wake them.</summary>
public sealed class WakeApiTests(ApiServer server) : IClassFixture<ApiServer>, IDisposable
{
    private readonly ConcurrentDictionary<string, SigningKey> _keys = new(StringComparer.Ordinal);

    public void Dispose() => _keys.Values.ToList().ForEach(key => key.Dispose());

    [Fact]
    public async Task ANeighbour_IsAskedToWakeIt_AndNobodyElseIs()
    {
        var mac = await LeaveAsync("lamp", 21);
        await using var neighbour = await OnAsync("neighbour", 21, 2);
        await using var stranger = await OnAsync("stranger", 22, 2);

        var woken = await server.Operator.PostJsonAsync("/api/v1/machines/lamp/wake", new { }, HttpStatusCode.OK);

        Assert.Equal(("lamp", false, "neighbour"), (woken.Text("machine"), woken.GetProperty("connected").GetBoolean(), Assert.Single(woken.GetProperty("through").EnumerateArray()).GetString()));
        Assert.Equal([mac], (await neighbour.HearAsync<WakeMessage>()).Macs);
        Assert.Equal(("machine.wake", "lamp", "through neighbour"), Told(Assert.Single(await server.AuditAsync("&action=machine.wake"), row => row.Text("target") == "lamp")));
        Assert.True((await server.Operator.PostJsonAsync("/api/v1/machines/stranger/wake", new { }, HttpStatusCode.OK)).GetProperty("connected").GetBoolean());
        Assert.Equal([$"{mac}"], (await server.Viewer.GetJsonAsync("/api/v1/machines/lamp")).GetProperty("networks").EnumerateArray().Select(network => network.Text("mac")));
    }

    [Fact]
    public async Task WhereNobodyIs_OrNothingIsKnown_ItSaysSo()
    {
        await LeaveAsync("lonely", 31);
        await using (await ScriptedAgent.ConnectAsync(server, new ScriptedAgentOptions { Name = "unknown", Networks = [] }))
        {
        }

        var lonely = await server.Operator.PostJsonAsync("/api/v1/machines/lonely/wake", new { }, HttpStatusCode.Conflict);
        Assert.Equal("cannot-wake", lonely.Code());
        Assert.Contains("10.0.31.0/24", lonely.Text("detail"), StringComparison.Ordinal);
        await AwayAsync("unknown");
        Assert.Contains("hardware address", (await server.Operator.PostJsonAsync("/api/v1/machines/unknown/wake", new { }, HttpStatusCode.Conflict)).Text("detail"), StringComparison.Ordinal);
        await server.Operator.PostJsonAsync("/api/v1/machines/nobody/wake", new { }, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task ARun_WakesItsMachine_AndGoesOnWhenItHasCome()
    {
        var mac = await LeaveAsync("sleeper", 41);
        await using var neighbour = await OnAsync("watch", 41, 2);
        await PutAsync("morning", "name: morning\ntracks:\n- { name: up, target: sleeper, steps: [{ wake: 5m }] }\n- { name: show, target: sleeper, after: [up], steps: [{ application: lights }] }\n");

        var run = await server.Operator.PostJsonAsync("/api/v1/sequences/morning/runs", new { }, HttpStatusCode.Accepted);
        Assert.Equal([mac], (await neighbour.HearAsync<WakeMessage>()).Macs);
        await using var sleeper = await OnAsync("sleeper", 41, 7);
        var start = Assert.Single((await sleeper.HearAsync<ExecuteMessage>()).Entries);
        Assert.Equal("lights", start.Application);

        var wake = (await server.Viewer.GetJsonAsync($"/api/v1/runs/{run.GetProperty("id")}")).GetProperty("steps").EnumerateArray().Single(step => step.Text("step") == "wake");
        Assert.Equal("ready", wake.Text("state"));

        // It may come before it is noted through whom it was woken.
        Assert.Contains(wake.Text("message"), new[] { "woken through watch", "" });
        Assert.Equal(JsonValueKind.Null, wake.GetProperty("processId").ValueKind);
        using var stop = await server.Operator.PostAsync($"/api/v1/runs/{run.GetProperty("id")}/stop", null);
        Assert.True(stop.IsSuccessStatusCode);
    }

    [Fact]
    public async Task WhatCannotBeWoken_StandsInTheWay()
    {
        await LeaveAsync("cut-off", 51);
        await PutAsync("dark", "name: dark\ntracks: [{ target: cut-off, steps: [{ wake: 1m }] }]\n");

        var blocked = await server.Operator.PostJsonAsync("/api/v1/sequences/dark/runs", new { }, HttpStatusCode.Conflict);
        Assert.Contains("cannot-wake", blocked.GetProperty("findings").EnumerateArray().Select(finding => finding.Text("code")));
        Assert.Equal(60_000, (await server.Viewer.GetJsonAsync("/api/v1/sequences/dark")).GetProperty("tracks")[0].GetProperty("steps")[0].GetProperty("wake").GetInt32());
    }

    private static (string?, string?, string?) Told(JsonElement row) => (row.Text("action"), row.Text("target"), row.Text("detail"));

    private async Task<string> LeaveAsync(string name, int network)
    {
        await using (await OnAsync(name, network, 7))
        {
        }

        await AwayAsync(name);
        return Mac(network, 7);
    }

    private Task AwayAsync(string name) => Eventually.TrueAsync(
        async () => !(await server.Viewer.GetJsonAsync($"/api/v1/machines/{name}")).GetProperty("connected").GetBoolean(), ApiServer.Patience, () => $"{name} is still there.");

    private Task<ScriptedAgent> OnAsync(string name, int network, int host) => ScriptedAgent.ConnectAsync(
        server, new ScriptedAgentOptions { Name = name, Identity = _keys.GetOrAdd(name, _ => SigningKey.Generate()), Networks = [new SetupNetwork(Mac(network, host), [$"10.0.{network}.{host}/24"])] });

    private static string Mac(int network, int host) => $"02:00:00:00:{network:x2}:{host:x2}";

    private async Task PutAsync(string name, string text)
    {
        using var response = await server.Admin.PutAsync($"/api/v1/sequences/{name}", new StringContent(text, Encoding.UTF8, "application/yaml"));
        await response.JsonAsync(HttpStatusCode.Created);
    }
}
