using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.EndToEnd.Tests;

/// <summary>Stop means the whole group, and says so truthfully.</summary>
public sealed class StoppingTests(LabFixture lab) : IClassFixture<LabFixture>
{
    private readonly RemoteExecSystem _system = lab.System;

    [Fact]
    public async Task Stop_ShellWithChildren_LeavesNobodyOfItsGroup()
    {
        var mark = _system.FilePath("group");
        var started = await _system.RunAsync(
            "run", "lab", "--detach", "--name", "family", "--json", "--", "sh", "-c", $"echo $$ > {mark}.new; mv {mark}.new {mark}; sleep 100 & setsid sleep 100 & wait");
        Assert.True(started.ExitCode == 0, started.ToString());
        await Eventually.BeTrueAsync(() => File.Exists(mark), "the shell did not start");
        var leader = int.Parse((await File.ReadAllTextAsync(mark)).Trim());
        await Eventually.BeTrueAsync(() => MembersOf(leader).Count >= 2, "the shell's children did not start");

        var stopped = await _system.RunAsync("stop", "lab", "--grace", "2s");

        Assert.True(stopped.ExitCode == 0, stopped.ToString());
        await Eventually.BeTrueAsync(() => MembersOf(leader).Count == 0, "somebody of the group lives on");
        var process = (await _system.RunAsync("ps", "--all", "--json")).Json.EnumerateArray().Single(p => p.GetProperty("name").GetString() == "family");
        Assert.Equal("closed", process.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Stop_ProgramThatIgnoresTheRequest_IsKilledAfterTheGrace()
    {
        await _system.RunAsync("run", "lab", "--detach", "--name", "deaf", "--", "sh", "-c", "trap '' TERM; while :; do sleep 1; done");
        var id = await RunningIdAsync("deaf");

        var stopped = await _system.RunAsync("stop", id, "--grace", "300ms");

        Assert.True(stopped.ExitCode == 0, stopped.ToString());
        await StateAsync(id, "closed");
    }

    [Fact]
    public async Task Stop_PendingDelay_IsClosedAndNeverStarts()
    {
        var mark = _system.FilePath("never");
        await _system.RunAsync("run", "lab", "--detach", "--delay", "60000", "--name", "late", "--", "touch", mark);
        var id = (await _system.RunAsync("ps", "--json")).Json.EnumerateArray().Single(p => p.GetProperty("name").GetString() == "late").GetProperty("id").ToString();

        await _system.RunAsync("stop", id);

        await StateAsync(id, "closed");
        Assert.False(File.Exists(mark));
    }

    private static List<int> MembersOf(int group) =>
        [.. Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), out var pid) ? pid : 0).Where(pid => pid > 0 && GroupOf(pid) == group)];

    private static int GroupOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? 0 : int.Parse(fields[2]);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private Task<string> RunningIdAsync(string name) => Eventually.GetAsync(
        async () => (await _system.RunAsync("ps", "--json")).Json.EnumerateArray()
            .Where(p => p.GetProperty("name").GetString() == name && p.GetProperty("state").GetString() == "running")
            .Select(p => p.GetProperty("id").ToString())
            .FirstOrDefault() ?? "",
        id => id.Length > 0,
        _ => $"{name} does not run");

    private Task StateAsync(string id, string state) => Eventually.GetAsync(
        async () => (await _system.RunAsync("ps", "--all", "--json")).Json.EnumerateArray().Single(p => p.GetProperty("id").ToString() == id).GetProperty("state").GetString()!,
        seen => seen == state,
        seen => seen);
}
