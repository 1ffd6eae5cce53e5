using System.Text.Json;
using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.EndToEnd.Tests;

/// <summary>Two real agents with one key.</summary>
public sealed class CloneTests
{
    private const int SigHup = 1;

    [Fact]
    public async Task CopyOfAMachine_TakesItsPlaceInTurns_IsNoticedAndNamed()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        var original = await system.StartConnectedAgentAsync("original", "--settings", Settings(system, "original", 0));
        Directory.CreateDirectory(system.AgentData("copy"));
        File.Copy(Path.Combine(system.AgentData("original"), "identity.key"), Path.Combine(system.AgentData("copy"), "identity.key"));

        // Who was displaced waits for half a minute; another setting has it come back at once.
        var copy = await system.StartConnectedAgentAsync("copy", "--settings", Settings(system, "copy", 0));
        await ComeBackAsync(original, "original", 1);
        Assert.Equal(JsonValueKind.Null, (await MachineAsync()).GetProperty("clone").ValueKind);
        await ComeBackAsync(copy, "copy", 1);

        var machine = await MachineAsync();
        Assert.NotEmpty(machine.GetProperty("clone").GetProperty("other").GetProperty("addresses").EnumerateArray());
        Assert.Contains("(cloned)", (await system.RunAsync("machines")).ToString(), StringComparison.Ordinal);
        Assert.Contains("delete identity.key", (await system.RunAsync("machines", "show", "copy")).ToString(), StringComparison.Ordinal);

        async Task ComeBackAsync(RunningProgram agent, string name, int version)
        {
            Settings(system, name, version);
            agent.Signal(SigHup);
            await system.ConnectedAsync(name, agent);
        }

        async Task<JsonElement> MachineAsync() => Assert.Single((await system.RunAsync("machines", "--json")).Json.EnumerateArray());
    }

    private static string Settings(RemoteExecSystem system, string name, int version)
    {
        var file = system.FilePath(name + ".json");
        File.WriteAllText(file, $$"""{"label": {"version": "{{version}}"} }""");
        return file;
    }
}
