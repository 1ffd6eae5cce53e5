using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using RemoteExec.Fleet.Processes;
using RemoteExec.Storage.Access;

namespace RemoteExec.Storage.Tests.Upkeep;

public class StorageUpkeepTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prepare_FreshFolder_MakesItForItsOwnerWithAWriteAheadLogAndNothingPending()
    {
        await using var storage = await TestStorage.CreateAsync();

        await using var database = storage.Database();
        Assert.Empty(await database.Database.GetPendingMigrationsAsync(Cancel));
        Assert.False(database.Database.HasPendingModelChanges());
        await using var stranger = storage.Stranger();
        Assert.Equal("wal", Scalar(stranger, "PRAGMA journal_mode;"));
        Assert.Equal("ok", Scalar(stranger, "PRAGMA integrity_check;"));
        if (!OperatingSystem.IsWindows())
        {
            await storage.Commits.CommitAsync([TestStorage.Event("a")]);
            Assert.All(
                Directory.GetFiles(storage.Folder).Select(File.GetUnixFileMode),
                mode => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode));
        }
    }

    [Fact]
    public async Task Connections_OfTheServer_FlushEveryCommit()
    {
        await using var storage = await TestStorage.CreateAsync();
        await using var database = storage.Database();
        await database.Database.OpenConnectionAsync(Cancel);

        Assert.Equal(2L, Scalar((SqliteConnection)database.Database.GetDbConnection(), "PRAGMA synchronous;"));
    }

    [Fact]
    public async Task Prepare_AfterAKillInTheMiddleOfIt_DoesNotWaitForTheDead()
    {
        await using var storage = await TestStorage.CreateAsync();
        await using (var stranger = storage.Stranger())
        {
            // What a process leaves that dies while it migrates.
            TestStorage.Execute(stranger, """
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-24 08:00:00');
                """);
        }

        await storage.Upkeep.PrepareAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task Again_AfterTheServerWasKilled_EverythingIsThere_AndWhatRanIsUnknown()
    {
        await using var storage = await TestStorage.CreateAsync();
        await using (var first = await storage.AgainAsync())
        {
            await first.Commits.CommitAsync([
                new StorageChange.SaveMachine(TestStorage.Machine()),
                TestStorage.Save(TestStorage.Process(1, state: ProcessState.Queued)),
                TestStorage.Save(TestStorage.Process(2, state: ProcessState.Pending)),
                TestStorage.Save(TestStorage.Process(3, state: ProcessState.Starting)),
                TestStorage.Save(TestStorage.Process(4, state: ProcessState.Running)),
                TestStorage.Save(TestStorage.Process(5, state: ProcessState.Exited)),
                TestStorage.Output(4, 1, 0, "hello"u8.ToArray()),
                TestStorage.Event("a"),
            ]);
        }

        await using var second = await storage.AgainAsync();
        await second.Upkeep.MarkUnknownAsync(Cancel);

        var rows = await second.Reader.ProcessesAsync(null, true, 0, 10, Cancel);
        Assert.Equal(
            [ProcessState.Queued, ProcessState.Unknown, ProcessState.Unknown, ProcessState.Unknown, ProcessState.Exited], rows.Select(row => row.Process.State));
        Assert.Equal(5, (await second.Reader.OutputEndsAsync(4, Cancel))[1]);
        Assert.Equal(5, await second.Reader.HighestProcessIdAsync(Cancel));

        // Ids of events are never given twice: a reader goes on where it was.
        var newest = await second.Reader.NewestEventAsync(Cancel);
        await second.Commits.CommitAsync([TestStorage.Event("b")]);
        Assert.Equal("b", Assert.Single(await second.Reader.EventsAsync(newest, 10, Cancel)).Kind);
    }

    [Fact]
    public async Task Events_AllGone_IdsStillRise()
    {
        var time = new FakeTimeProvider(TestStorage.Begin);
        await using var storage = await TestStorage.CreateAsync(time);
        await storage.Commits.CommitAsync([TestStorage.Event("a"), TestStorage.Event("b")]);
        var newest = await storage.Reader.NewestEventAsync(Cancel);

        time.Advance(TimeSpan.FromDays(31));
        await storage.Upkeep.PruneAsync(Cancel);
        Assert.Empty(await storage.Reader.EventsAsync(0, 10, Cancel));

        await storage.Commits.CommitAsync([TestStorage.Event("c")]);
        Assert.Equal("c", Assert.Single(await storage.Reader.EventsAsync(newest, 10, Cancel)).Kind);
    }

    [Fact]
    public async Task Prune_ForgetsWhatEndedLongAgo_AndNothingElse()
    {
        var time = new FakeTimeProvider(TestStorage.Begin.AddDays(31));
        await using var storage = await TestStorage.CreateAsync(time);
        await storage.Commits.CommitAsync([
            new StorageChange.SaveMachine(TestStorage.Machine()),
            TestStorage.Save(TestStorage.Process(1, state: ProcessState.Exited)),
            TestStorage.Save(TestStorage.Process(2, state: ProcessState.Running)),
            TestStorage.Save(TestStorage.Process(3, state: ProcessState.Exited) with { EndedAt = TestStorage.Begin.AddDays(30) }),
            TestStorage.Save(TestStorage.Process(4, state: ProcessState.Exited, created: TestStorage.Begin.AddDays(30))),
            .. Enumerable.Range(1, 4).Select(n => TestStorage.Output(n, 1, 0, [(byte)n])),
            TestStorage.Event("old"),
            TestStorage.Event("new", at: TestStorage.Begin.AddDays(30)),
        ]);
        await storage.Access.AddJoinTokenAsync(new JoinTokenRow("j", TestStorage.Begin, TestStorage.Begin.AddHours(1), null), [1], null, Cancel);

        await storage.Upkeep.PruneAsync(Cancel);

        Assert.Equal([2L, 3, 4], (await storage.Reader.ProcessesAsync(null, true, 0, 10, Cancel)).Select(row => row.Process.Id));
        Assert.Equal([2L, 3, 4], (await storage.Reader.OutputAsync([1, 2, 3, 4], 0, 10, Cancel)).Select(row => row.ProcessId));
        Assert.Equal("new", Assert.Single(await storage.Reader.EventsAsync(0, 10, Cancel)).Kind);
        Assert.Empty(await storage.Access.JoinTokensAsync(null, 10, Cancel));
        Assert.NotNull(await storage.Reader.MachineAsync("m-1", Cancel));
    }

    [Fact]
    public async Task Prune_EverythingIsOld_ProcessIdsAreStillNotGivenAgain()
    {
        var time = new FakeTimeProvider(TestStorage.Begin);
        await using var storage = await TestStorage.CreateAsync(time);
        await storage.Commits.CommitAsync([
            .. Enumerable.Range(1, 500).SelectMany(n => new StorageChange[]
            {
                TestStorage.Save(TestStorage.Process(n, state: ProcessState.Exited)), TestStorage.Event("process.exited", n),
            })]);

        time.Advance(TimeSpan.FromDays(40));
        await storage.Upkeep.PruneAsync(Cancel);

        Assert.Empty(await storage.Reader.ProcessesAsync(null, true, 0, 1_000, Cancel));
        Assert.Equal(500, await storage.Reader.HighestProcessIdAsync(Cancel));
    }

    [Fact]
    public async Task Prune_RetentionZero_KeepsEverything()
    {
        await using var storage = await TestStorage.CreateAsync(new FakeTimeProvider(TestStorage.Begin.AddYears(9)), options => options.RetentionDays = 0);
        await storage.Commits.CommitAsync([TestStorage.Save(TestStorage.Process(1, state: ProcessState.Exited)), TestStorage.Event("old")]);

        await storage.Upkeep.PruneAsync(Cancel);

        Assert.Single(await storage.Reader.EventsAsync(0, 10, Cancel));
        Assert.Single(await storage.Reader.ProcessesAsync([1], Cancel));
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
