using RemoteExec.Fleet.Notices;
using RemoteExec.Storage.Notices;
using RemoteExec.Storage.Settings;

namespace RemoteExec.Storage.Tests.Notices;

public class NoticeStorageTests
{
    private static readonly NoticeEvent Failed = new(7, "show", ["crew@example.org", "webhook:x"], new NoticeItem(NoticeKind.StepFailed, TestStorage.Begin, "a failed: ü", null));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatWasGathered_IsWrittenAndRememberedAsOne_AndSurvivesTheServer()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([new StorageChange.AddNoticeEvent(Failed), new StorageChange.AddNoticeEvent(Failed with { Run = 8 })]);
        var events = await storage.Notices.EventsAsync(10, Cancel);
        Assert.Equal([7L, 8L], events.Select(one => one.Event.Run));
        Assert.Equal(Failed.Item, events[0].Event.Item);

        var decision = NoticeRules.Happened(NoticeState.Empty, events[0].Event, 20, TestStorage.Begin);
        await storage.Commits.CommitAsync([new StorageChange.GatherNotices(events[0].Id, decision.State, [Row("1"), Row("2")])]);

        await using var again = await storage.AgainAsync();
        Assert.Equal([8L], (await again.Notices.EventsAsync(10, Cancel)).Select(one => one.Event.Run));
        var state = await again.Notices.StateAsync(Cancel);
        Assert.Equal(decision.State.Open.Keys.Order(), state.Open.Keys.Order());
        Assert.Equal(["a failed: ü"], state.Open["7 webhook:x"].Items.Select(item => item.Text));
        Assert.Equal(NoticeRules.NextDue(decision.State), NoticeRules.NextDue(state));
        Assert.Equal(["1", "2"], (await again.Notices.QueuedAsync(10, Cancel)).Select(row => row.Id));
        Assert.Equal(["2", "1"], (await again.Notices.NoticesAsync(null, null, 10, Cancel)).Select(row => row.Id));
        Assert.Equal(["1"], (await again.Notices.NoticesAsync(null, "2", 10, Cancel)).Select(row => row.Id));
    }

    [Fact]
    public async Task WhatBecameOfANotice_IsKept()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([new StorageChange.GatherNotices(0, NoticeState.Empty, [Row("1")])]);
        var queued = Assert.Single(await storage.Notices.QueuedAsync(10, Cancel));
        Assert.Equal(Row("1").Delivery, queued.Delivery);
        var sent = DeliveryRules.After(DeliveryRules.After(queued.Delivery, new DeliveryOutcome.Later("busy"), TestStorage.Begin), new DeliveryOutcome.Taken(), TestStorage.Begin);

        await storage.Commits.CommitAsync([new StorageChange.SaveNotice(queued with { Delivery = sent })]);

        Assert.Empty(await storage.Notices.QueuedAsync(10, Cancel));
        Assert.Equal(sent, Assert.Single(await storage.Notices.NoticesAsync(NoticeDelivery.Sent, null, 10, Cancel)).Delivery);
    }

    [Fact]
    public async Task OldNotices_Go_ButNotThoseThatWait()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestStorage.Begin.AddDays(31));
        await using var storage = await TestStorage.CreateAsync(time);
        await storage.Commits.CommitAsync([new StorageChange.GatherNotices(0, NoticeState.Empty, [Row("1"), Row("2")])]);
        await storage.Commits.CommitAsync([new StorageChange.SaveNotice(Row("1") with { Delivery = Row("1").Delivery with { State = NoticeDelivery.Failed } })]);

        await storage.Upkeep.PruneAsync(Cancel);

        Assert.Equal(["2"], (await storage.Notices.NoticesAsync(null, null, 10, Cancel)).Select(row => row.Id));
    }

    [Fact]
    public async Task Settings_AreReadBack_AlsoBeforeTheDatabaseIsOpened()
    {
        await using var storage = await TestStorage.CreateAsync();
        Assert.Equal(0, (await storage.Settings.SettingsAsync(Cancel)).Version);
        var stored = new StoredSettings(3, new Dictionary<string, string> { ["plain"] = "deny" }, new Dictionary<string, string> { ["smtp.password"] = "sealed" }, ["old"]);
        await storage.Commits.CommitAsync([new StorageChange.SaveSettings(stored with { Version = 2 }), new StorageChange.SaveSettings(stored)]);

        foreach (var read in new[] { await storage.Settings.SettingsAsync(Cancel), await StoredSettingsReader.PeekAsync(storage.File, Cancel) })
        {
            Assert.Equal((3L, "deny", "sealed", "old"), (read.Version, read.Values["plain"], read.Secrets["smtp.password"], read.Off.Single()));
        }
    }

    [Fact]
    public async Task Peek_WhereThereIsNoDatabase_OrAnOlderOne_FindsNothing()
    {
        var folder = Directory.CreateTempSubdirectory("remoteexec-peek-");
        var file = Path.Combine(folder.FullName, "remoteexec.db");
        Assert.Same(StoredSettings.Nothing, await StoredSettingsReader.PeekAsync(file, Cancel));
        await File.WriteAllBytesAsync(file, [], Cancel);
        Assert.Same(StoredSettings.Nothing, await StoredSettingsReader.PeekAsync(file, Cancel));
        folder.Delete(recursive: true);
    }

    private static NoticeRow Row(string id) => new(
        id, "crew@example.org", new NoticeContent(7, "show", [Failed.Item]), new Delivery(NoticeDelivery.Queued, TestStorage.Begin, TestStorage.Begin));
}
