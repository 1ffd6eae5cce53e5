using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Grains;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

[Collection(ApiCollection.Name)]
public class MachineApiTests(ApiServer server)
{
    [Fact]
    public async Task Get_Machine_HasExactlyTheMembersOfTheContract_ByIdOrName()
    {
        await using var agent = await server.AgentAsync("members", new() { ["wall"] = "east" });

        var machine = await server.Viewer.GetJsonAsync("/api/v1/machines/members");

        Assert.Equal(
            ["id", "name", "connected", "addresses", "labels", "firstSeen", "lastSeen", "agent", "facts", "folders", "dialect", "extensions", "networks", "clone"],
            machine.Members());
        Assert.Equal(agent.MachineId, machine.Text("id"));
        Assert.True(machine.GetProperty("connected").GetBoolean());
        Assert.Equal(["127.0.0.1", "192.0.2.7"], machine.GetProperty("addresses").EnumerateArray().Select(address => address.GetString()));
        var network = Assert.Single(machine.GetProperty("networks").EnumerateArray());
        Assert.Equal("02:00:5e:10:00:07", network.Text("mac"));
        Assert.Equal(["192.0.2.7/24"], network.GetProperty("addresses").EnumerateArray().Select(address => address.GetString()));
        Assert.Equal("east", machine.GetProperty("labels").Text("wall"));
        Assert.Equal("scripted 1.0", machine.Text("agent"));
        Assert.Equal(2, machine.GetProperty("facts").GetProperty("cores").GetInt32());
        Assert.Equal("/opt/show", machine.GetProperty("folders")[0].Text("path"));
        Assert.Equal("BE16", machine.Text("dialect"));
        Assert.Contains("journal", machine.GetProperty("extensions").EnumerateArray().Select(extension => extension.GetString()));
        var byId = await server.Viewer.GetJsonAsync($"/api/v1/machines/{agent.MachineId}");
        Assert.Equal(machine.EnumerateObject().Select(WithoutTime), byId.EnumerateObject().Select(WithoutTime));

        // It is connected, so it was last seen now.
        Assert.True(byId.GetProperty("lastSeen").GetDateTimeOffset() >= machine.GetProperty("lastSeen").GetDateTimeOffset());
        static string WithoutTime(JsonProperty member) => member.Name == "lastSeen" ? member.Name : member.ToString();
        Assert.Equal(agent.MachineId, (await server.Viewer.GetJsonAsync("/api/v1/machines/MEMBERS")).Text("id"));
    }

    [Fact]
    public async Task Get_Machines_WithATarget_AreThoseItMeans_ByPages()
    {
        await using var one = await server.AgentAsync("meant-a", new() { ["meant"] = "yes" });
        await using var two = await server.AgentAsync("meant-b", new() { ["meant"] = "yes" });
        await using var other = await server.AgentAsync("meant-c", new() { ["meant"] = "no" });

        var first = await server.Viewer.GetJsonAsync("/api/v1/machines?target=meant%3Dyes&limit=1");
        var rest = await server.Viewer.GetJsonAsync($"/api/v1/machines?target=meant%3Dyes&limit=1&cursor={first.Text("next")}");

        Assert.Equal(["meant-a", "meant-b"], first.Items().Concat(rest.Items()).Select(machine => machine.Text("name")));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next").ValueKind);
        await server.Viewer.GetJsonAsync("/api/v1/machines?target=meant%3Dnever", HttpStatusCode.NotFound);
        await server.Viewer.GetJsonAsync("/api/v1/machines?target=%2C", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Get_Machines_ByPages_NamesEachOnce()
    {
        await using var first = await server.AgentAsync("pages-a");
        await using var second = await server.AgentAsync("pages-b");
        await using var third = await server.AgentAsync("pages-c");

        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = await server.Viewer.GetJsonAsync($"/api/v1/machines?limit=1{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            names.Add(Assert.Single(page.Items()).Text("name")!);
            cursor = page.Text("next");
        }
        while (cursor is not null);

        Assert.Equal(names.Distinct(), names);
        Assert.Equal(["pages-a", "pages-b", "pages-c"], names.Where(name => name.StartsWith("pages-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Get_MachinesThatAreAway_WakesNoneOfTheirGrains()
    {
        using var folder = new TemporaryFolder();
        string id;
        await using (var before = await ApiServer.StartAsync(folder.Path))
        {
            await using var agent = await before.AgentAsync("asleep", new() { ["wall"] = "east" });
            id = agent.MachineId;
        }

        await using var after = await ApiServer.StartAsync(folder.Path);
        await using var here = await after.AgentAsync("awake");
        var listed = (await after.Viewer.GetJsonAsync("/api/v1/machines")).Items().ToDictionary(machine => machine.Text("name")!);

        Assert.False(listed["asleep"].GetProperty("connected").GetBoolean());
        Assert.Equal("east", listed["asleep"].GetProperty("labels").Text("wall"));
        Assert.True(listed["awake"].GetProperty("connected").GetBoolean());
        var grains = after.Services.GetRequiredService<IGrainFactory>();
        var management = grains.GetGrain<IManagementGrain>(0);
        Assert.NotNull(await management.GetActivationAddress(grains.GetGrain<IMachineGrain>(here.MachineId)));
        Assert.Null(await management.GetActivationAddress(grains.GetGrain<IMachineGrain>(id)));
    }

    [Fact]
    public async Task Get_MachineThatHasGone_IsAwayInTheList()
    {
        await using (await server.AgentAsync("gone"))
        {
            Assert.True(await ConnectedAsync());
        }

        await Eventually.TrueAsync(() => !ConnectedAsync().GetAwaiter().GetResult(), ApiServer.Patience, () => "It is still listed as connected.");

        async Task<bool> ConnectedAsync() =>
            Assert.Single((await server.Viewer.GetJsonAsync("/api/v1/machines?target=gone")).Items()).GetProperty("connected").GetBoolean();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("-1")]
    [InlineData("ten")]
    [InlineData("99999999999999999999")]
    public async Task Get_BadLimit_IsNamed(string limit)
    {
        foreach (var list in new[] { "machines", "processes", "events", "tokens", "join-tokens" })
        {
            Assert.Equal(["limit"], (await server.Admin.GetJsonAsync($"/api/v1/{list}?limit={limit}", HttpStatusCode.BadRequest)).Fields());
        }
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("m-aaaaaaaaaaaaaaaa")]
    [InlineData("%E2%80%AE")]
    [InlineData("' OR 1=1 --")]
    public async Task Any_UnknownMachine_IsNotFound(string name)
    {
        var path = "/api/v1/machines/" + name.Replace(" ", "%20", StringComparison.Ordinal);

        Assert.Equal("not-found", (await server.Viewer.GetJsonAsync(path, HttpStatusCode.NotFound)).Code());
        Assert.Equal("not-found", (await server.Admin.PatchJsonAsync(path, new { name = "x" }, HttpStatusCode.NotFound)).Code());
        using var deleted = await server.Admin.DeleteAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, deleted.StatusCode);
    }

    [Fact]
    public async Task Patch_NameAndLabels_AreKept_AlsoWhenTheAgentReturns()
    {
        using var key = SigningKey.Generate();
        await using (await ScriptedAgent.ConnectAsync(server, new() { Name = "old", Identity = key }))
        {
            var changed = await server.Admin.PatchJsonAsync(
                "/api/v1/machines/old", new { name = "Left (east)", labels = new { wall = "east", empty = "" } }, HttpStatusCode.OK);
            Assert.Equal("Left (east)", changed.Text("name"));
        }

        await using var again = await ScriptedAgent.ConnectAsync(server, new() { Name = "old", Identity = key });
        Assert.Equal("Left (east)", again.Name);

        var without = await server.Admin.PatchJsonAsync(
            $"/api/v1/machines/{again.MachineId}", new { labels = new Dictionary<string, string?> { ["wall"] = null } }, HttpStatusCode.OK);
        Assert.Equal(["empty"], without.GetProperty("labels").Members());
    }

    [Fact]
    public async Task Get_TwoComputersWithOneKey_AreNamed_AndTheEventIsToldOnce()
    {
        using var key = SigningKey.Generate();
        await using var first = await ComeAsync("a");
        await using var copy = await ComeAsync("b");
        Assert.Equal(JsonValueKind.Null, (await ShowAsync()).ValueKind);
        await using var back = await ComeAsync("a");
        Assert.Equal(JsonValueKind.Null, (await ShowAsync()).ValueKind);
        await using var again = await ComeAsync("b");
        await using var andAgain = await ComeAsync("a");

        var other = (await ShowAsync()).GetProperty("other");
        Assert.Equal("host-b", other.Text("host"));
        Assert.Equal(["127.0.0.1", "192.0.2.7"], other.GetProperty("addresses").EnumerateArray().Select(address => address.GetString()));
        Assert.Equal(["02:00:5e:10:00:07"], other.GetProperty("macs").EnumerateArray().Select(mac => mac.GetString()));
        var told = Assert.Single((await server.Viewer.GetJsonAsync("/api/v1/events?limit=1000")).Items(), item => item.Text("kind") == "machine.cloned");
        Assert.Contains("host-a at 127.0.0.1", told.GetProperty("data").Text("text"), StringComparison.Ordinal);
        Assert.Contains("host-b at 127.0.0.1", told.GetProperty("data").Text("text"), StringComparison.Ordinal);

        Task<ScriptedAgent> ComeAsync(string instance) => ScriptedAgent.ConnectAsync(server, new() { Name = "twice", Identity = key, Instance = instance });
        async Task<JsonElement> ShowAsync() => (await server.Viewer.GetJsonAsync("/api/v1/machines/twice")).GetProperty("clone");
    }

    [Theory]
    [InlineData("hall/left", "hall%2Fleft")]
    [InlineData("hall/right wing", "hall%2fright%20wing")]
    [InlineData("hall%2Fnorth", "hall%252Fnorth")]
    [InlineData("hall%2F/south", "hall%252F%2Fsouth")]
    public async Task Any_NameWithASlash_IsAddressedEncoded_AndById(string name, string encoded)
    {
        await using var agent = await server.AgentAsync(name);
        Assert.Equal(name, agent.Name);

        Assert.Equal(agent.MachineId, (await server.Viewer.GetJsonAsync($"/api/v1/machines/{encoded}")).Text("id"));
        Assert.Equal(name, (await server.Viewer.GetJsonAsync($"/api/v1/machines/{agent.MachineId}")).Text("name"));
        var changed = await server.Admin.PatchJsonAsync($"/api/v1/machines/{encoded}?x=%2F", new { labels = new { slash = "yes" } }, HttpStatusCode.OK);
        Assert.Equal("yes", changed.GetProperty("labels").Text("slash"));
    }

    [Fact]
    public async Task Any_UnknownSequenceWithASlash_IsNotFound_AndNamedDecoded() =>
        Assert.Contains("no/such", (await server.Admin.GetJsonAsync("/api/v1/sequences/no%2Fsuch", HttpStatusCode.NotFound)).Text("detail"), StringComparison.Ordinal);

    [Fact]
    public async Task Patch_NameOfAnother_IsAConflict_WhateverTheCase()
    {
        await using var first = await server.AgentAsync("taken");
        await using var second = await server.AgentAsync("free");

        Assert.Equal("conflict", (await server.Admin.PatchJsonAsync("/api/v1/machines/free", new { name = "TAKEN" }, HttpStatusCode.Conflict)).Code());
        Assert.Equal("free", (await server.Viewer.GetJsonAsync($"/api/v1/machines/{second.MachineId}")).Text("name"));
    }

    [Fact]
    public async Task Patch_NameThatWasGivenUp_IsFree_AndTheOtherMachinesAreNot()
    {
        await using var first = await server.AgentAsync("given-up");
        await using var second = await server.AgentAsync("kept");
        await server.Admin.PatchJsonAsync("/api/v1/machines/given-up", new { name = "given-another" }, HttpStatusCode.OK);

        await using var third = await server.AgentAsync("given-up");
        await using var fourth = await server.AgentAsync("kept");
        await using var fifth = await server.AgentAsync("given-another");

        Assert.Equal(["given-up", "kept-2", "given-another-2"], [third.Name, fourth.Name, fifth.Name]);
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":"a,b"}""", "name")]
    [InlineData("""{"name":"a\u202eb"}""", "name")]
    [InlineData("""{"name":"m-aaaaaaaaaaaaaaaa"}""", "name")]
    [InlineData("""{"labels":{"a=b":"x"}}""", "labels.a=b")]
    [InlineData("""{"labels":{"a":"x,y"}}""", "labels.a")]
    [InlineData("""{"labels":{"a":"x\u0007"}}""", "labels.a")]
    [InlineData("""{"nam":"x"}""", "nam")]
    [InlineData("""{"labels":{"a":7}}""", "labels.a")]
    [InlineData("""{"name":7}""", "name")]
    public async Task Patch_BadChange_NamesTheField_AndChangesNothing(string body, string field)
    {
        await using var agent = await server.AgentAsync("unchanged");

        var problem = await server.Admin.SendJsonAsync(HttpMethod.Patch, "/api/v1/machines/unchanged", body, HttpStatusCode.BadRequest);

        Assert.Equal([field], problem.Fields());
        Assert.Empty((await server.Viewer.GetJsonAsync("/api/v1/machines/unchanged")).GetProperty("labels").Members());
    }

    [Fact]
    public async Task Delete_Connected_IsAConflict_Away_IsForgottenWithItsProcesses()
    {
        long process;
        await using (var agent = await server.AgentAsync("leaving"))
        {
            process = (await server.StartAsync("leaving")).Id();
            using var refused = await server.Admin.DeleteAsync("/api/v1/machines/leaving");
            Assert.Equal("conflict", (await refused.JsonAsync(HttpStatusCode.Conflict)).Code());
        }

        await server.ProcessAsync(process, "unknown");
        using var removed = await server.Admin.DeleteAsync("/api/v1/machines/leaving");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        await server.Viewer.GetJsonAsync("/api/v1/machines/leaving", HttpStatusCode.NotFound);
        await server.Viewer.GetJsonAsync($"/api/v1/processes/{process}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Revoke_CutsTheSessionAndRefusesTheKey()
    {
        using var key = SigningKey.Generate();
        await using var agent = await ScriptedAgent.ConnectAsync(server, new() { Name = "traitor", Identity = key });

        using var revoked = await server.Admin.PostAsync($"/api/v1/machines/{agent.MachineId}/revoke", null);

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal("revoked", (await agent.HearAsync<ByeMessage>()).Reason);
        await agent.EndAsync();
        Assert.Equal(WireErrorCode.IdentityRefused, (await ScriptedAgent.TryConnectAsync(server, new() { Name = "traitor", Identity = key })).Error);
    }
}
