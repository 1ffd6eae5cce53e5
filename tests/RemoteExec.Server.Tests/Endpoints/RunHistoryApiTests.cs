using System.Net;
using System.Text;
using System.Text.Json;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Endpoints.Runs;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

/// <summary>What became of runs, and how it compares.</summary>
public sealed class RunHistoryApiTests : IAsyncLifetime
{
    private readonly ShiftedTime _time = new();
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync(time: _time);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task AStepThatTakesLongerThanUsual_IsNoticed_FromTheFourthRunOn()
    {
        await using var agent = await _server.AgentAsync("comparing");
        await PutAsync("compared", "name: compared\ntracks: [{ target: comparing, steps: [{ name: warp, application: a }] }]\n");
        for (var i = 0; i < 3; i++)
        {
            var usual = await PerformAsync(agent, "compared", TimeSpan.Zero);
            Assert.Equal((JsonValueKind.Null, ""), (usual.GetProperty("usual").ValueKind, usual.Text("unusual")));
        }

        var late = await PerformAsync(agent, "compared", TimeSpan.FromSeconds(3));

        Assert.Equal(3, late.GetProperty("usual").GetProperty("runs").GetInt32());
        Assert.Matches(@"^started \d(\.\d)? s later than usual \(.* in 3 runs\)$", late.Text("unusual"));
    }

    [Fact]
    public async Task TheHistory_IsAFile_WithARowForEachStep_AndNoCellIsAFormula()
    {
        await using var agent = await _server.AgentAsync("exporting");
        await PutAsync("exported", "name: exported\ntracks: [{ target: exporting, steps: [{ name: '=1+1', application: a }] }]\n");
        var before = DateTimeOffset.UtcNow;
        await PerformAsync(agent, "exported", TimeSpan.Zero, exitCode: 4);
        await PerformAsync(agent, "exported", TimeSpan.Zero);

        using var response = await _server.Viewer.GetAsync("/api/v1/runs/export?format=csv&sequence=EXPORTED");
        Assert.Equal(("text/csv", "runs.csv"), (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentDisposition!.FileName));
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(RunFiles.Header.TrimEnd(), lines[0]);
        Assert.Equal(2, lines.Length - 1);
        var failed = lines[2].Split(',');
        Assert.Equal(("exported", "failed", "operator", "exporting", "'=1+1", "failed", "4"), (failed[1], failed[2], failed[3].Split(' ')[^1], failed[7], failed[6], failed[9], failed[14]));

        var rows = JsonSerializer.Deserialize<JsonElement>(await _server.Viewer.GetStringAsync("/api/v1/runs/export?format=json&sequence=exported", TestContext.Current.CancellationToken));
        Assert.Equal(["done", "failed"], rows.EnumerateArray().Select(row => row.Text("runState")));
        Assert.Equal("=1+1", rows[0].GetProperty("step").Text("step"));
        Assert.Equal("[]\n", await _server.Viewer.GetStringAsync($"/api/v1/runs/export?format=json&sequence=exported&until={before:O}".Replace("+", "%2B", StringComparison.Ordinal), TestContext.Current.CancellationToken));
        Assert.Equal(["format", "since", "until"], (await _server.Viewer.GetJsonAsync("/api/v1/runs/export?format=xml&since=x&until=y", HttpStatusCode.BadRequest)).Fields().Order());
    }

    private async Task<JsonElement> PerformAsync(ScriptedAgent agent, string sequence, TimeSpan late, int exitCode = 0)
    {
        var run = await _server.Operator.PostJsonAsync($"/api/v1/sequences/{sequence}/runs", new { }, HttpStatusCode.Accepted);
        var id = (await agent.NextExecuteAsync()).Id!.Value;
        _time.Advance(late);
        await agent.StatusAsync(new ProcessStatusEntry { Id = id, State = WireProcessState.Running });
        await agent.StatusAsync(new ProcessStatusEntry { Id = id, State = WireProcessState.Exited, ExitCode = exitCode });
        JsonElement shown = default;
        await Eventually.TrueAsync(
            async () => (shown = await _server.Viewer.GetJsonAsync($"/api/v1/runs/{run.Id()}")).Text("state") is "done" or "failed", ApiServer.Patience, () => shown.ToString());
        return Assert.Single(shown.GetProperty("steps").EnumerateArray());
    }

    private async Task PutAsync(string name, string text)
    {
        using var response = await _server.Admin.PutAsync($"/api/v1/sequences/{name}", new StringContent(text, Encoding.UTF8, "application/yaml"));
        await response.JsonAsync(HttpStatusCode.Created);
    }
}
