using RemoteExec.Fleet.Processes;
using RemoteExec.Storage.Auditing;

namespace RemoteExec.Storage.Tests.Upkeep;

/// <summary>A database that has become larger than it may be.</summary>
public class SizePruningTests
{
    private const int Count = 80;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheOldestGo_UntilATenthIsFree_AndWhatIsUnderWayStays()
    {
        await using var storage = await TestStorage.CreateAsync(configure: options => options.RetentionMegabytes = 4);
        await FillAsync(storage);
        await storage.Commits.CommitAsync([new StorageChange.AddAudit(new AuditRow(0, TestStorage.Begin, "anna", null, null, "machine.rename", "stage", null, "::1", AuditOutcomes.Ok))]);

        var pruning = await storage.Upkeep.PruneToSizeAsync(Cancel);

        Assert.NotNull(pruning);
        Assert.True(pruning is { Fits: true, Forgot: true, UsedBefore: > 8_000_000, UsedAfter: < 3_600_000 and > 1_000_000 }, $"{pruning}");
        var left = (await storage.Reader.ProcessesAsync(null, true, 0, 1_000, Cancel)).Select(row => row.Process.Id).ToList();
        Assert.Equal([1, .. Enumerable.Range(Count - left.Count + 2, left.Count - 1)], left);
        Assert.Equal(left.Count, (await storage.Reader.OutputAsync([.. Enumerable.Range(1, Count)], 0, 1_000, Cancel)).Count);
        Assert.Equal(Count - pruning.Events, (await storage.Reader.EventsAsync(0, 1_000, Cancel)).Count);
        Assert.InRange(pruning.Events, pruning.Processes - 1, pruning.Processes + 1);
        Assert.Single(await storage.Audit.NewestAsync(new AuditFilter(null, null, null, null), null, 10, Cancel));
        Assert.Null(await storage.Upkeep.PruneToSizeAsync(Cancel));
    }

    [Fact]
    public async Task FreePages_AreUsedAgain_BeforeTheFileGrows()
    {
        await using var storage = await TestStorage.CreateAsync(configure: options => options.RetentionMegabytes = 4);
        await FillAsync(storage);
        await storage.Upkeep.PruneToSizeAsync(Cancel);
        var pages = Pages(storage);

        await storage.Commits.CommitAsync([.. Enumerable.Range(0, 20).Select(n => TestStorage.Output(Count, 1, (n + 1) * 100_000, new byte[100_000]))]);

        Assert.Equal(pages, Pages(storage));
    }

    [Fact]
    public async Task WhenOnlyWhatIsUnderWayIsLeft_ItSaysThatItDoesNotFit_AndNumbersAreNotGivenAgain()
    {
        await using var storage = await TestStorage.CreateAsync(configure: options => options.RetentionMegabytes = 1);
        await storage.Commits.CommitAsync([
            .. Enumerable.Range(1, 20).SelectMany(n => new StorageChange[] { TestStorage.Save(TestStorage.Process(n)), TestStorage.Output(n, 1, 0, new byte[100_000]) }),
            TestStorage.Save(TestStorage.Process(30, state: ProcessState.Exited)), TestStorage.Event("process.exited", 30), TestStorage.Event("last")]);

        var pruning = await storage.Upkeep.PruneToSizeAsync(Cancel);

        Assert.False(pruning!.Fits);
        Assert.Equal(21, (await storage.Reader.ProcessesAsync(null, true, 0, 1_000, Cancel)).Count);
        Assert.Equal(30, await storage.Reader.HighestProcessIdAsync(Cancel));
    }

    [Fact]
    public async Task WithoutABound_NothingIsForgotten()
    {
        await using var storage = await TestStorage.CreateAsync();
        await FillAsync(storage);

        Assert.Null(await storage.Upkeep.PruneToSizeAsync(Cancel));
    }

    /// <summary>Process 1 runs, the others have ended, each a minute later than the one before; 8 MB of output, and an event each.</summary>
    private static Task FillAsync(TestStorage storage) => storage.Commits.CommitAsync([
        .. Enumerable.Range(1, Count).SelectMany(n => new StorageChange[]
        {
            TestStorage.Save(TestStorage.Process(n, state: n == 1 ? ProcessState.Running : ProcessState.Exited, created: TestStorage.Begin.AddMinutes(n))),
            TestStorage.Output(n, 1, 0, new byte[100_000]),
            TestStorage.Event("process.exited", n, TestStorage.Begin.AddMinutes(n)),
        })]);

    private static long Pages(TestStorage storage)
    {
        using var stranger = storage.Stranger();
        using var command = stranger.CreateCommand();
        command.CommandText = "PRAGMA page_count;";
        return (long)command.ExecuteScalar()!;
    }
}
