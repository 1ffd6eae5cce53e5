using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Time.Testing;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Processes.Policies;
using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Sequences;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Storage.Tests.Reading;

/// <summary>Sequences and runs come back as they were stored.</summary>
public class RunReaderTests
{
    private static readonly Sequence Show = new("Evening-Show",
    [
        new Track("left", "wall=east", [new Step("warp", new Executable("warp", "/opt/show", ["ü\n\"'"], 500) { Policies = new ProcessPolicies(Ready: new ReadyPolicy(null, null, "up", null, null, 9_000)) })])
        {
            After = [],
            Concurrency = 2,
            StaggerMilliseconds = 150,
        },
        new Track("right", "stage", [new Step("player", new Executable("mpv", "", []) { Environment = new Dictionary<string, string> { ["A"] = "b" } }) { Required = false }]) { After = ["left"] },
    ])
    {
        Description = "Projectors",
        OnFailure = OnFailure.Unwind,
        Offline = OfflineRule.Queue,
        Notify = ["crew@example.org"],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ASequence_ComesBackAsItWas_WhateverTheCaseOfItsName()
    {
        await using var storage = await TestStorage.CreateAsync();
        var row = new SequenceRow(Show, "name: Evening-Show\n# a remark\n", 7, TestStorage.Begin, "anna");
        await storage.Commits.CommitAsync([new StorageChange.SaveSequence(row)]);

        Assert.Equivalent(row, await storage.Runs.SequenceAsync("EVENING-show", Cancel), strict: true);
        Assert.Null(await storage.Runs.SequenceAsync("evening", Cancel));
    }

    [Fact]
    public async Task Sequences_AreListedByName_AndReplacedAndRemoved_InOneBatch()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([Save("b", 1), Save("a", 1), Save("C", 1)]);
        await storage.Commits.CommitAsync([Save("B", 2), new StorageChange.RemoveSequence("A"), Save("d", 1), new StorageChange.RemoveSequence("d"), Save("d", 3)]);

        Assert.Equal([("B", 2L), ("C", 1L), ("d", 3L)], (await storage.Runs.SequencesAsync(null, 10, Cancel)).Select(row => (row.Sequence.Name, row.Version)));
        Assert.Equal(["C"], (await storage.Runs.SequencesAsync("b", 1, Cancel)).Select(row => row.Sequence.Name));
    }

    [Fact]
    public async Task ARun_ComesBackAsItWas_ThroughEveryState()
    {
        await using var storage = await TestStorage.CreateAsync();
        var begun = new RunRow(5, "anna", RunRules.Begin(Plan(), TestStorage.Begin).State);
        await storage.Commits.CommitAsync([new StorageChange.SaveRun(begun)]);
        Assert.Equivalent(begun, await storage.Runs.RunAsync(5, Cancel), strict: true);
        Assert.Equal([5], await storage.Runs.OpenRunsAsync(Cancel));
        Assert.Equal(5, await storage.Runs.UnderWayAsync("EVENING-show", Cancel));
        Assert.Null(await storage.Runs.UnderWayAsync("Other", Cancel));

        var stopping = begun with { State = RunRules.Removed(RunRules.Stop(begun.State, "ben", TestStorage.Begin).State, "m-1", TestStorage.Begin.AddSeconds(3)).State };
        Assert.True(stopping.State.Phase.IsFinal());
        await storage.Commits.CommitAsync([new StorageChange.SaveRun(begun), new StorageChange.SaveRun(stopping)]);

        Assert.Equivalent(stopping, await storage.Runs.RunAsync(5, Cancel), strict: true);
        Assert.Equal(RunHead.Of(stopping), Assert.Single(await storage.Runs.RunHeadsAsync(null, null, 10, Cancel)));
        Assert.Empty(await storage.Runs.OpenRunsAsync(Cancel));
        Assert.Null(await storage.Runs.UnderWayAsync("Evening-Show", Cancel));
    }

    [Fact]
    public async Task Runs_AreListedFromTheNewest_OfOneSequenceOrAll()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([.. Enumerable.Range(1, 4).Select(id => new StorageChange.SaveRun(new RunRow(id, "anna", RunRules.Begin(Plan(id == 2 ? "other" : "Evening-Show"), TestStorage.Begin).State)))]);

        Assert.Equal([4L, 3, 1], (await storage.Runs.RunsAsync("evening-show", null, 10, Cancel)).Select(run => run.Id));
        Assert.Equal([3L, 2], (await storage.Runs.RunsAsync(null, 4, 2, Cancel)).Select(run => run.Id));
        Assert.Equal([4L, 3, 1], (await storage.Runs.RunHeadsAsync("evening-show", null, 10, Cancel)).Select(run => run.Id));
        Assert.Equal([3L, 2], (await storage.Runs.RunHeadsAsync(null, 4, 2, Cancel)).Select(run => run.Id));
        Assert.Equal(4, await storage.Runs.HighestRunIdAsync(Cancel));
    }

    [Fact]
    public async Task RunsThatWereStoredWithoutTheirHeads_AreListedAllTheSame()
    {
        await using var storage = await TestStorage.CreateAsync();
        var rows = Enumerable.Range(1, 3).Select(id => new RunRow(id, "anna", Ended(id == 2))).ToList();
        await storage.Commits.CommitAsync([.. rows.Select(row => new StorageChange.SaveRun(row))]);
        await using (var database = storage.Database())
        {
            await database.Runs.Where(run => run.Id != 2).ExecuteUpdateAsync(run => run.SetProperty(r => r.HeadJson, (string?)null), Cancel);
        }

        Assert.Equal(rows.AsEnumerable().Reverse().Select(RunHead.Of), await storage.Runs.RunHeadsAsync(null, null, 10, Cancel));
    }

    [Fact]
    public async Task ProcessesOfARun_AreFound_ByTheirMachineToo_AndTheirRunIsNotForgottenWithIt()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync(
        [
            TestStorage.Save(TestStorage.Process(1)),
            TestStorage.Save(TestStorage.Process(2) with { Origin = new RunOrigin(9, 0, 0) }),
            TestStorage.Save(TestStorage.Process(3, "m-2") with { Origin = new RunOrigin(9, 1, 4) }),
        ]);

        Assert.Equal([2L, 3], (await storage.Runs.ProcessesOfAsync(9, null, Cancel)).Select(process => process.Id));
        Assert.Equal(new RunOrigin(9, 1, 4), Assert.Single(await storage.Runs.ProcessesOfAsync(9, "m-2", Cancel)).Origin);
        Assert.Equal(9, await storage.Runs.HighestRunIdAsync(Cancel));
    }

    [Fact]
    public async Task OldRuns_ArePruned_ButNotTheNewest_NorOnesUnderWay()
    {
        var time = new FakeTimeProvider(TestStorage.Begin.AddDays(1_000));
        await using var storage = await TestStorage.CreateAsync(time);
        await storage.Commits.CommitAsync([.. Enumerable.Range(1, 3).Select(id => new StorageChange.SaveRun(new RunRow(id, "anna", Ended(id == 2))))]);

        await storage.Upkeep.PruneAsync(Cancel);

        Assert.Equal([3L, 2], (await storage.Runs.RunsAsync(null, null, 10, Cancel)).Select(run => run.Id));
    }

    [Fact]
    public async Task ADatabaseOfTheFirstVersion_IsTakenForward_WithWhatIsInIt()
    {
        await using var storage = await TestStorage.CreateAsync();
        await using (var database = storage.Database())
        {
            await database.GetService<IMigrator>().MigrateAsync("20261123092407_Initial", Cancel);
            TestStorage.Execute(storage.Stranger(), """
                INSERT INTO Machines (Id, Name, Json) VALUES ('m-1', 'stage', '{"id":"m-1","name":"stage","nextWireId":3}');
                INSERT INTO Processes (Id, MachineId, WireId, State, Ended, CreatedAt, Json) VALUES (2, 'm-1', 2, 4, 0, 1764000000000,
                    '{"id":2,"machineId":"m-1","wireId":2,"executable":{"application":"player","path":"","arguments":[],"delayMilliseconds":0},"state":4,"createdAt":"2026-11-24T16:00:00+00:00"}');
                """);
        }

        await storage.Upkeep.PrepareAsync(Cancel);

        Assert.Null(Assert.Single(await storage.Reader.LiveAsync("m-1", Cancel)).Origin);
        Assert.Equal(0, await storage.Runs.HighestRunIdAsync(Cancel));
        await storage.Commits.CommitAsync([Save("a", 1)]);
        Assert.Single(await storage.Runs.SequencesAsync(null, 10, Cancel));
    }

    [Fact]
    public async Task Earlier_TellsTheLatestRunsBefore_ThatStartedTheStepOnThatMachine()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([.. Enumerable.Range(1, 25).Select(id => Ran(id, id == 23 ? null : id)), Ran(26, 26, "Other")]);

        var earlier = await storage.Runs.EarlierAsync("EVENING-show", 25, Cancel);

        var warp = earlier[new StepOfMachine("m-1", "left", "warp")].ToList();
        Assert.Equal([24, 22, 21, 20], warp.Take(4).Select(times => times.Start!.Value.TotalSeconds));
        Assert.Equal(UsualTimes.MostRuns - 1, warp.Count);
        Assert.Equal(TimeSpan.FromSeconds(25), warp[0].Ready);
        Assert.Empty(earlier[new StepOfMachine("m-2", "left", "warp")]);
        Assert.Empty(earlier[new StepOfMachine("m-1", "right", "warp")]);
    }

    [Fact]
    public async Task Earlier_FollowsARun_AndGoesWithIt()
    {
        var time = new FakeTimeProvider(TestStorage.Begin);
        await using var storage = await TestStorage.CreateAsync(time);
        await storage.Commits.CommitAsync([Ran(1, null), Ran(2, 2)]);
        Assert.Single(await WarpAsync(storage));
        await storage.Commits.CommitAsync([Ran(1, 7)]);
        Assert.Equal([2, 7], (await WarpAsync(storage)).Select(times => times.Start!.Value.TotalSeconds));

        time.Advance(TimeSpan.FromDays(31));
        await storage.Upkeep.PruneAsync(Cancel);
        Assert.Equal(2, Assert.Single(await WarpAsync(storage)).Start!.Value.TotalSeconds);
    }

    private static async Task<IEnumerable<StepTimes>> WarpAsync(TestStorage storage) => (await storage.Runs.EarlierAsync("Evening-Show", 9, Cancel))[new StepOfMachine("m-1", "left", "warp")];

    /// <summary>An ended run whose first step started so many seconds after its track began; null: it did not start.</summary>
    private static StorageChange.SaveRun Ran(long id, int? seconds, string name = "Evening-Show")
    {
        var state = RunRules.Begin(Plan(name), TestStorage.Begin).State;
        var started = state.Tracks[0].Begin!.Value.AddSeconds(seconds ?? 0);
        var step = state.Lanes[0].Steps[0] with { StartedAt = seconds is null ? null : started, ReadyAt = seconds is null ? null : started.AddSeconds(1) };
        var lane = state.Lanes[0] with { Steps = state.Lanes[0].Steps.SetItem(0, step) };
        return new StorageChange.SaveRun(new RunRow(id, "anna", state with { Phase = RunPhase.Done, Lanes = state.Lanes.SetItem(0, lane) }));
    }

    private static StorageChange.SaveSequence Save(string name, long version) => new(new SequenceRow(Show with { Name = name }, "", version, TestStorage.Begin, "anna"));

    private static RunPlan Plan(string name = "Evening-Show") => RunPlanner.Plan(
        Show with { Name = name },
        [new FleetMember(new Machine("m-1", "stage") { Labels = new Dictionary<string, string> { ["wall"] = "east" }, Extensions = ["supervise", "journal", "clock", "kill"] }, true)]).Plan!;

    private static RunState Ended(bool isOpen) => RunRules.Begin(Plan(), TestStorage.Begin).State with { Phase = isOpen ? RunPhase.Ready : RunPhase.Done };
}
