using System.Text;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Processes.Policies;

namespace RemoteExec.Storage.Tests.Writing;

public class GroupCommitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commit_Machine_ComesBackWhole()
    {
        await using var storage = await TestStorage.CreateAsync();

        await storage.Commits.CommitAsync([new StorageChange.SaveMachine(TestStorage.Machine())]);

        Assert.Equivalent(TestStorage.Machine(), await storage.Reader.MachineAsync("m-1", Cancel), strict: true);
    }

    [Fact]
    public async Task Commit_Process_ComesBackWhole()
    {
        await using var storage = await TestStorage.CreateAsync();
        var process = TestStorage.Process(7) with
        {
            ExitCode = 3,
            Signal = 9,
            Attempt = 2,
            Answered = true,
            StopRequested = true,
            StopGraceMilliseconds = 9_000,
            Ready = true,
            ReadyAt = TestStorage.Begin.AddSeconds(2),
            ExpiresAt = TestStorage.Begin,
            RequestedBy = "anna",
            Executable = TestStorage.Process(7).Executable with
            {
                Environment = new Dictionary<string, string> { ["A"] = "b" },
                WorkingDirectory = "/tmp",
                TimeoutMilliseconds = 1,
                Policies = new ProcessPolicies(
                    new RestartPolicy(RestartOn.Unexpected, 3, 60_000, 1_000),
                    [0, 4],
                    new ReadyPolicy(null, 9000, null, null, null, 30_000),
                    new StopPolicy(2_000),
                    "show",
                    new ResourceLimits(1 << 30, 0.5, 100)),
            },
        };

        await storage.Commits.CommitAsync([TestStorage.Save(process)]);

        var row = Assert.Single(await storage.Reader.ProcessesAsync([7], Cancel));
        Assert.Equivalent(process, row.Process, strict: true);
    }

    // As a server wrote it that knew neither policies nor readiness.
    [Fact]
    public async Task Row_OfAnOlderServer_IsReadWithoutWhatItDidNotKnow()
    {
        await using var storage = await TestStorage.CreateAsync();
        await using (var stranger = storage.Stranger())
        {
            TestStorage.Execute(stranger, """
                INSERT INTO Processes (Id, MachineId, WireId, State, Ended, CreatedAt, Json) VALUES (7, 'm-1', 7, 4, 0, 0,
                '{"id":7,"machineId":"m-1","wireId":7,"executable":{"application":"player","path":"","arguments":[],"delayMilliseconds":0,"timeoutMilliseconds":1},"state":4,"createdAt":"2026-11-24T08:00:00+00:00","message":"","attempt":1,"answered":true,"stopRequested":true,"requestedBy":"anna"}');
                """);
        }

        var process = Assert.Single(await storage.Reader.ProcessesAsync([7], Cancel)).Process;

        Assert.Equal((true, null, null, null, null), (process.StopRequested, process.StopGraceMilliseconds, process.Ready, process.ReadyAt, process.Executable.Policies));
        Assert.Equal(("player", 1, 1), (process.Executable.Application, process.Executable.TimeoutMilliseconds, process.Attempt));
    }

    [Fact]
    public async Task Commit_Nothing_IsDoneAtOnce()
    {
        await using var storage = await TestStorage.CreateAsync();

        Assert.True(storage.Commits.CommitAsync([]).IsCompletedSuccessfully);
        Assert.Equal(0, storage.Feed.Version);
    }

    [Fact]
    public async Task Commit_SameThingTwiceInABatch_TheLastWins()
    {
        await using var storage = await TestStorage.CreateAsync();

        await storage.Commits.CommitAsync(
        [
            TestStorage.Save(TestStorage.Process(1, state: ProcessState.Starting)),
            TestStorage.Save(TestStorage.Process(1, state: ProcessState.Exited)),
        ]);

        Assert.Equal(ProcessState.Exited, Assert.Single(await storage.Reader.ProcessesAsync([1], Cancel)).Process.State);
    }

    [Fact]
    public async Task Commit_ManyWriters_EachSeesItsOwnWrite_AndEventsKeepEachWritersOrder()
    {
        await using var storage = await TestStorage.CreateAsync();
        const int Writers = 8;
        const int Each = 20;

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                for (var number = 0; number < Each; number++)
                {
                    await storage.Commits.CommitAsync([TestStorage.Event($"w{writer}", number), TestStorage.Save(TestStorage.Process((writer * Each) + number + 1))]);
                    Assert.Single(await storage.Reader.ProcessesAsync([(writer * Each) + number + 1], Cancel));
                }
            },
            Cancel)));

        var events = await storage.Reader.EventsAsync(0, int.MaxValue, Cancel);
        Assert.Equal(Writers * Each, events.Count);
        Assert.All(events.GroupBy(row => row.Kind), own => Assert.Equal(Enumerable.Range(0, Each).Select(n => (long?)n), own.Select(row => row.ProcessId)));
    }

    [Fact]
    public async Task Commit_ManyAtOnce_ShareTransactions_AndKeepTheirOrder()
    {
        await using var storage = await TestStorage.CreateAsync();

        var all = Enumerable.Range(0, 5_000).Select(number => storage.Commits.CommitAsync([TestStorage.Event("n", number), TestStorage.Output(1, 1, number, [1])])).ToList();
        await Task.WhenAll(all);

        Assert.Equal(Enumerable.Range(0, 5_000).Select(n => (long?)n), (await storage.Reader.EventsAsync(0, int.MaxValue, Cancel)).Select(row => row.ProcessId));
        Assert.Equal(Enumerable.Range(0, 5_000).Select(n => (long)n), (await storage.Reader.OutputAsync([1], 0, int.MaxValue, Cancel)).Select(row => row.Offset));
        Assert.InRange(storage.Feed.Version, 1, 2_000);
    }

    [Fact]
    public async Task Commit_DatabaseLocked_WaitsSaysSoAndGoesOnInOrder()
    {
        await using var storage = await TestStorage.CreateAsync();
        await using (var stranger = storage.Stranger())
        {
            TestStorage.Execute(stranger, "BEGIN IMMEDIATE;");
            var first = storage.Commits.CommitAsync([TestStorage.Event("a", 1)]);
            await Eventually.TrueAsync(() => !storage.Commits.Health.IsHealthy, "it says that the database is locked");
            Assert.Contains("locked", storage.Commits.Health.Reason, StringComparison.Ordinal);
            var second = storage.Commits.CommitAsync([TestStorage.Event("a", 2)]);
            Assert.False(first.IsCompleted || second.IsCompleted);

            // Who only asks is answered.
            Assert.Empty(await storage.Reader.EventsAsync(0, 10, Cancel));

            TestStorage.Execute(stranger, "COMMIT;");
            await Task.WhenAll(first, second).WaitAsync(Patience, Cancel);
        }

        Assert.True(storage.Commits.Health.IsHealthy);
        Assert.Null(storage.Commits.Health.Reason);
        Assert.Equal([1L, 2L], (await storage.Reader.EventsAsync(0, 10, Cancel)).Select(row => row.ProcessId!.Value));
    }

    [Fact]
    public async Task Commit_DiskFull_WaitsSaysSoAndGoesOnOnceThereIsRoom()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([TestStorage.Event("before")]);
        await storage.LimitPagesAsync(2);

        var big = storage.Commits.CommitAsync([TestStorage.Output(1, 1, 0, new byte[200_000])]);
        await Eventually.TrueAsync(() => !storage.Commits.Health.IsHealthy, "it says that the disk is full");
        Assert.Contains("full", storage.Commits.Health.Reason, StringComparison.Ordinal);
        Assert.False(big.IsCompleted);
        Assert.Single(await storage.Reader.EventsAsync(0, 10, Cancel));

        await storage.LimitPagesAsync(null);
        await big.WaitAsync(Patience, Cancel);
        Assert.Equal(200_000, Assert.Single(await storage.Reader.OutputAsync([1], 0, 10, Cancel)).Bytes.Length);
        Assert.True(storage.Commits.Health.IsHealthy);
    }

    [Fact]
    public async Task Commit_OneThatCannotBeWritten_FailsAlone()
    {
        await using var storage = await TestStorage.CreateAsync();
        var broken = TestStorage.Process(2) with { Executable = null! };
        var unwritable = new StorageChange.AddEvent(new Storage.Reading.EventRow(0, TestStorage.Begin, null!, null, null, null, null));

        var tasks = new[]
        {
            storage.Commits.CommitAsync([TestStorage.Event("a")]),
            storage.Commits.CommitAsync([unwritable]),
            storage.Commits.CommitAsync([new StorageChange.SaveProcess(null!)]),
            storage.Commits.CommitAsync([TestStorage.Event("b"), TestStorage.Save(broken)]),
        };

        await Assert.ThrowsAnyAsync<Exception>(() => tasks[1].WaitAsync(Patience, Cancel));
        await Assert.ThrowsAnyAsync<Exception>(() => tasks[2].WaitAsync(Patience, Cancel));
        await Task.WhenAll(tasks[0], tasks[3]).WaitAsync(Patience, Cancel);

        // The writer lives on.
        await storage.Commits.CommitAsync([TestStorage.Event("c")]).WaitAsync(Patience, Cancel);
        Assert.Equal(["a", "b", "c"], (await storage.Reader.EventsAsync(0, 10, Cancel)).Select(row => row.Kind));
        Assert.True(storage.Commits.Health.IsHealthy);
    }

    [Fact]
    public async Task Dispose_WhileLocked_EndsSoon_AndSaysThatNothingWasWritten()
    {
        var storage = await TestStorage.CreateAsync();
        await using var stranger = storage.Stranger();
        TestStorage.Execute(stranger, "BEGIN IMMEDIATE;");
        var waiting = storage.Commits.CommitAsync([TestStorage.Event("a")]);

        var closing = storage.DisposeAsync().AsTask();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience, Cancel));
        await closing.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task Dispose_WithWorkWaiting_WritesItFirst()
    {
        await using var storage = await TestStorage.CreateAsync();
        await using (var first = await storage.AgainAsync())
        {
            for (var number = 0; number < 1_000; number++)
            {
                _ = first.Commits.CommitAsync([TestStorage.Event("n", number)]);
            }
        }

        Assert.Equal(1_000, (await storage.Reader.EventsAsync(0, int.MaxValue, Cancel)).Count);
    }

    [Fact]
    public async Task RemoveMachine_InOneBatchWithItsNews_LeavesNothingOfIt()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([new StorageChange.SaveMachine(TestStorage.Machine()), TestStorage.Save(TestStorage.Process(1)), TestStorage.Output(1, 1, 0, "x"u8.ToArray())]);
        await storage.Commits.CommitAsync([new StorageChange.SaveMachine(TestStorage.Machine("m-2", "other")), TestStorage.Save(TestStorage.Process(3, "m-2")), TestStorage.Output(3, 1, 0, "y"u8.ToArray())]);

        await storage.Commits.CommitAsync(
        [
            TestStorage.Save(TestStorage.Process(1, state: ProcessState.Exited)),
            TestStorage.Save(TestStorage.Process(2)),
            TestStorage.Output(1, 1, 1, "x"u8.ToArray()),
            TestStorage.Output(2, 1, 0, "x"u8.ToArray()),
            new StorageChange.RemoveMachine("m-1"),
        ]);

        Assert.Null(await storage.Reader.MachineAsync("m-1", Cancel));
        Assert.Equal([3L], (await storage.Reader.ProcessesAsync(null, true, 0, 10, Cancel)).Select(row => row.Process.Id));
        Assert.Equal("y", Encoding.ASCII.GetString(Assert.Single(await storage.Reader.OutputAsync([1, 2, 3], 0, 10, Cancel)).Bytes));
    }

    [Fact]
    public async Task RemoveMachine_ThatJoinsAgainInTheSameBatch_IsThere()
    {
        await using var storage = await TestStorage.CreateAsync();

        await storage.Commits.CommitAsync(
            [new StorageChange.SaveMachine(TestStorage.Machine()), new StorageChange.RemoveMachine("m-1"), new StorageChange.SaveMachine(TestStorage.Machine(name: "again"))]);

        Assert.Equal("again", (await storage.Reader.MachineAsync("m-1", Cancel))!.Name);
    }

    [Fact]
    public async Task Output_OfOneProcess_IsBounded_TheNewestStays()
    {
        await using var storage = await TestStorage.CreateAsync(configure: options => options.OutputPerProcess = 10_000);

        for (var piece = 0; piece < 50; piece++)
        {
            await storage.Commits.CommitAsync([TestStorage.Output(1, 1, piece * 1_000, new byte[1_000]), TestStorage.Output(2, 1, piece * 10, new byte[10])]);
        }

        var rows = await storage.Reader.OutputAsync([1], 0, int.MaxValue, Cancel);
        Assert.InRange(rows.Sum(row => row.Bytes.Length), 8_000, 10_000);
        Assert.Equal(49_000, rows[^1].Offset);
        Assert.Equal(50, (await storage.Reader.OutputAsync([2], 0, int.MaxValue, Cancel)).Count);
        Assert.Equal(50_000, (await storage.Reader.OutputEndsAsync(1, Cancel))[1]);
    }

    [Fact]
    public async Task Feed_Commit_WakesWhoWaits_AndTheVersionReadBeforeMissesNothing()
    {
        await using var storage = await TestStorage.CreateAsync();
        var seen = storage.Feed.Version;
        var waiting = storage.Feed.PastAsync(seen, Cancel);
        Assert.False(waiting.IsCompleted);

        await storage.Commits.CommitAsync([TestStorage.Event("a")]);

        await waiting.WaitAsync(Patience, Cancel);
        Assert.True(storage.Feed.PastAsync(seen, Cancel).IsCompletedSuccessfully);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storage.Feed.PastAsync(storage.Feed.Version, new CancellationToken(canceled: true)));
    }
}
