using System.Text.Json;
using RemoteExec.EndToEnd.Tests.Conducting;
using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.EndToEnd.Tests;

/// <summary>A hall: thirty machines with an agent each, and a show in three ranks on all of them.</summary>
public sealed class ThirtyAgentsTests
{
    private const int Ranks = 3;
    private const int MachinesInARank = 10;

    // Thirty programs that begin at once would wait for each other.
    private const int FewAtATime = 5;

    // Sixty programs that are compiled while they run, on any machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact(Explicit = true)]
    public async Task AShowInThreeRanks_IsPerformedOnEveryMachine_RankByRank_AndUndoneInReverse()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        using var api = new ServerApi(system);
        foreach (var few in Enumerable.Range(0, Ranks * MachinesInARank).Chunk(FewAtATime))
        {
            foreach (var machine in few)
            {
                system.StartAgent($"hall-{machine:00}", "--label", $"rank={machine % Ranks}");
            }

            await Eventually.GetAsync(api.ConnectedAsync, connected => connected == few[^1] + 1, connected => $"{connected} are there", Patience);
        }

        var tracks = new List<ShowTrack>();
        for (var rank = 0; rank < Ranks; rank++)
        {
            tracks.Add(new ShowTrack($"rank-{rank}", $"rank={rank}", MachinesInARank, [.. tracks.TakeLast(1)], [new ShowStep($"prepare-{rank}", Act.Work, 0, 100), new ShowStep($"play-{rank}", Act.Stay, 0, 100)]));
        }

        var show = new Show("hall", Ending.StoppedWhenReady, tracks, system.FilePath("marks"));
        await api.PutSequenceAsync(show.Name, show.ToRequest());

        var (started, problem) = await api.StartSequenceAsync(show.Name);
        Assert.True(started is not null, problem);
        var id = ServerApi.IdOf(started.Value);
        await Eventually.GetAsync(() => api.RunAsync(id), run => run.GetProperty("state").GetString() == "ready", run => run.ToString(), Patience);
        await api.StopRunAsync(id);
        var run = await Eventually.GetAsync(() => api.RunAsync(id), run => run.GetProperty("endedAt").ValueKind == JsonValueKind.String, run => run.ToString(), Patience);

        Assert.Empty(ShowChecks.Wrong(show, run));
        Assert.Equal(2 * Ranks * MachinesInARank, run.GetProperty("steps").GetArrayLength());
    }
}
