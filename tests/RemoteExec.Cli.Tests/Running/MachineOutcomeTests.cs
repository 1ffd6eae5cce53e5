using RemoteExec.Api.Processes;
using RemoteExec.Cli.Running;

namespace RemoteExec.Cli.Tests.Running;

public class MachineOutcomeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Summary_HasARowForEach_AndTheCounts()
    {
        var lines = MachineOutcome.Summary(
            [Ended("stage", 0), Ended("a-long-name", 3), new MachineOutcome("lab", null, 126), MachineOutcome.Of(Process("left", "closed") with { Message = "stopped by ann" })],
            ["x", "y"]);

        Assert.Equal(
            [
                "  a-long-name  exit 3  2.5 s",
                "  lab          not started",
                "  left         closed (stopped by ann)  2.5 s",
                "  stage        exit 0  2.5 s",
                "1 of 6 went well, 3 failed, 2 not begun: x, y",
            ],
            lines);
    }

    [Fact]
    public void Summary_OfVeryMany_ShowsWhatWentWrong()
    {
        var lines = MachineOutcome.Summary([.. Enumerable.Range(0, 400).Select(i => Ended($"m{i}", i == 77 ? 1 : 0))], [.. Enumerable.Range(0, 60).Select(i => $"n{i}")]);

        Assert.Equal(2, lines.Count);
        Assert.Equal("  m77  exit 1  2.5 s", lines[0]);
        Assert.StartsWith("399 of 460 went well, 1 failed, 60 not begun: n0, ", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("n49 and 10 more", lines[1], StringComparison.Ordinal);
    }

    private static MachineOutcome Ended(string machine, int code) => MachineOutcome.Of(Process(machine, "exited") with { ExitCode = code });

    private static ProcessResource Process(string machine, string state) =>
        System.Text.Json.JsonSerializer.Deserialize(
            $$"""{"id":1,"machine":"{{machine}}","machineId":"m","wireId":1,"name":"n","application":"a","path":"","arguments":[],"delay":0,"message":"","attempt":1,"createdAt":"2026-01-01T00:00:00Z","state":"{{state}}"}""",
            Api.ApiJson.Default.ProcessResource)! with
        { StartedAt = Noon, EndedAt = Noon.AddSeconds(2.5) };
}
