using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using RemoteExec.Storage.Auditing;

namespace RemoteExec.Storage.Tests.Auditing;

public class AuditTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static AuditRow Row(string action, string who = "anna", DateTimeOffset? at = null) =>
        new(0, at ?? DateTimeOffset.UtcNow, who, who, "t1", action, "stage", "a detail", "192.0.2.7", AuditOutcomes.Ok);

    [Theory]
    [InlineData("UPDATE Audit SET Who = 'nobody'")]
    [InlineData("UPDATE Audit SET At = 0")]
    [InlineData("DELETE FROM Audit")]
    [InlineData("INSERT OR REPLACE INTO Audit (Id, At, Who, Action, Target, Outcome) SELECT Id, At, 'nobody', Action, Target, Outcome FROM Audit")]
    public async Task Row_Young_IsNeitherChangedNorReplacedNorDeleted_EvenByAnotherProgram(string sql)
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([new StorageChange.AddAudit(Row("machine.rename"))]);
        await using var stranger = storage.Stranger();

        var refusal = Assert.Throws<SqliteException>(() => TestStorage.Execute(stranger, sql));

        Assert.Contains("audit", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("anna", Assert.Single(await storage.Audit.NewestAsync(new(), null, 10, Cancel)).Who);
    }

    [Fact]
    public async Task Triggers_TakenAway_AreThereAgainAfterTheNextStart()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([new StorageChange.AddAudit(Row("machine.rename"))]);
        await using var stranger = storage.Stranger();
        TestStorage.Execute(stranger, "DROP TRIGGER AuditIsNotChanged");

        await using var again = await storage.AgainAsync();

        Assert.Throws<SqliteException>(() => TestStorage.Execute(stranger, "UPDATE Audit SET Who = 'nobody'"));
    }

    [Fact]
    public async Task Prune_Days_TakesOnlyWhatIsOlder()
    {
        var now = DateTimeOffset.UtcNow;
        await using var storage = await TestStorage.CreateAsync(new FakeTimeProvider(now), options => (options.AuditDays, options.RetentionDays) = (40, 1));
        await storage.Commits.CommitAsync([.. new[] { 41, 39, 2 }.Select(days => new StorageChange.AddAudit(Row($"a.{days}", at: now.AddDays(-days))))]);

        await storage.Upkeep.PruneAsync(Cancel);

        Assert.Equal(["a.39", "a.2"], (await storage.Audit.OldestAsync(new(), 0, 10, Cancel)).Select(row => row.Action));
    }

    [Fact]
    public async Task Prune_ClockThatIsWrong_CannotTakeWhatIsYoung()
    {
        await using var storage = await TestStorage.CreateAsync(new FakeTimeProvider(DateTimeOffset.UtcNow.AddYears(10)));
        await storage.Commits.CommitAsync([new StorageChange.AddAudit(Row("machine.rename"))]);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => storage.Upkeep.PruneAsync(Cancel));

        Assert.Single(await storage.Audit.NewestAsync(new(), null, 10, Cancel));
    }

    [Fact]
    public async Task Read_Filters_AndPages()
    {
        var begin = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds());
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync(
        [
            new StorageChange.AddAudit(Row("machine.rename", "anna", begin)),
            new StorageChange.AddAudit(Row("machine.label", "Berta", begin.AddMinutes(1))),
            new StorageChange.AddAudit(Row("machinery.x", "anna", begin.AddMinutes(2))),
            new StorageChange.AddAudit(Row("process.start", "anna", begin.AddMinutes(3))),
        ]);

        async Task<IEnumerable<string>> Actions(AuditFilter filter) => (await storage.Audit.OldestAsync(filter, 0, 10, Cancel)).Select(row => row.Action);
        Assert.Equal(["machine.rename", "machine.label"], await Actions(new(Action: "machine")));
        Assert.Equal(["machine.label"], await Actions(new(Action: "machine.label")));
        Assert.Equal(["machine.label"], await Actions(new(Who: "berta")));
        Assert.Equal(["machine.label", "machinery.x"], await Actions(new(Since: begin.AddMinutes(1), Until: begin.AddMinutes(3))));
        var first = await storage.Audit.NewestAsync(new(Who: "anna"), null, 2, Cancel);
        Assert.Equal(["process.start", "machinery.x"], first.Select(row => row.Action));
        Assert.Equal(["machine.rename"], (await storage.Audit.NewestAsync(new(Who: "anna"), first[^1].Id, 2, Cancel)).Select(row => row.Action));
        Assert.Equal(Row("machinery.x", "anna", begin.AddMinutes(2)) with { Id = first[^1].Id }, first[^1]);
    }
}
