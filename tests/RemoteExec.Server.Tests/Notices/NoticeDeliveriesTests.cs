using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RemoteExec.Fleet.Notices;
using RemoteExec.Server.Notices;
using RemoteExec.Server.Settings;
using RemoteExec.Storage;
using RemoteExec.Storage.Notices;
using RemoteExec.Storage.Upkeep;

namespace RemoteExec.Server.Tests.Notices;

/// <summary>The queues, on a real database, with a clock that only the test moves.</summary>
public sealed class NoticeDeliveriesTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly Courier _courier = new();
    private readonly NoticeBell _bell = new();
    private readonly LiveSettings _settings = new(new ServerSettings { DataDirectory = "" });
    private readonly TemporaryFolder _folder = new();
    private ServiceProvider _storage = null!;
    private NoticeDeliveries? _deliveries;

    public async ValueTask InitializeAsync()
    {
        _storage = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddRemoteExecStorage(new StorageOptions { DatabaseFile = _folder.At("a.db") }).BuildServiceProvider();
        await _storage.GetRequiredService<StorageUpkeep>().PrepareAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_deliveries is not null)
        {
            await _deliveries.StopAsync(CancellationToken.None);
            _deliveries.Dispose();
        }

        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ADestinationThatHangs_HoldsUpNobodyElse_AndIsNotAskedTwice()
    {
        _courier.Answers["webhook:hangs"] = new TaskCompletionSource<DeliveryOutcome>().Task;
        await QueueAsync(("1", "webhook:hangs"), ("2", "webhook:hangs"), ("3", "webhook:well"), ("4", "crew@example.org"));

        await BeginAsync();

        await InStateAsync(NoticeDelivery.Sent, "3", "4");
        Assert.Equal(["1"], _courier.Tried.Where(tried => tried.Recipient == "webhook:hangs").Select(tried => tried.Id));
    }

    [Fact]
    public async Task WhatCannotBeReached_IsLeftAlone_UntilItsTurn_AndThenAllIsDelivered()
    {
        _courier.Answers["webhook:down"] = Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Later("nobody there"));
        await QueueAsync(("1", "webhook:down"), ("2", "webhook:down"));
        await BeginAsync();
        await UntilAsync(async () => (await AllAsync()).Exists(notice => notice.Delivery.LastError == "nobody there"));
        Assert.Single(_courier.Tried);

        _courier.Answers.Clear();
        await PassUntilAsync(TimeSpan.FromSeconds(5), async () => (await AllAsync()).TrueForAll(notice => notice.Delivery.State == NoticeDelivery.Sent));

        Assert.Equal(["1", "1", "2"], _courier.Tried.Select(tried => tried.Id));
        Assert.True(_time.GetUtcNow() >= Noon + DeliveryRules.FirstPause);
    }

    [Fact]
    public async Task ARecipientThatIsBusy_DoesNotHoldUpTheOthersOfItsServer()
    {
        _courier.Answers["busy@example.org"] = Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Later("451", OnlyThis: true));
        await QueueAsync(("1", "busy@example.org"), ("2", "crew@example.org"));

        await BeginAsync();

        await InStateAsync(NoticeDelivery.Sent, "2");
    }

    [Fact]
    public async Task AChangeOfTheSettings_HasEverythingTriedAtOnce()
    {
        _courier.Answers["crew@example.org"] = Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Later("wrong password"));
        await QueueAsync(("1", "crew@example.org"));
        await BeginAsync();
        await UntilAsync(async () => (await AllAsync())[0].Delivery.Attempts == 1);
        _courier.Answers.Clear();

        _settings.Take(_settings.Current with { Notices = new NoticeSettings { Smtp = new SmtpSettings { Password = "right" } } });

        await InStateAsync(NoticeDelivery.Sent, "1");
        Assert.Equal(Noon, _time.GetUtcNow());
    }

    [Fact]
    public async Task WhatAnEarlierServerLeft_IsDelivered_AndWhatItDelivered_IsNot()
    {
        await QueueAsync(("1", "crew@example.org"), ("2", "crew@example.org"));
        await _storage.GetRequiredService<IGroupCommit>().CommitAsync(
            [new StorageChange.SaveNotice(Row("1", "crew@example.org") with { Delivery = DeliveryRules.After(Row("1", "").Delivery, new DeliveryOutcome.Taken(), Noon) })]);

        await BeginAsync();

        await InStateAsync(NoticeDelivery.Sent, "1", "2");
        Assert.Equal(["2"], _courier.Tried.Select(tried => tried.Id));
    }

    private async Task BeginAsync()
    {
        _deliveries = new NoticeDeliveries(
            _storage.GetRequiredService<INoticeReader>(), _storage.GetRequiredService<IGroupCommit>(), _courier, _courier, _bell, _settings, _time, NullLogger<NoticeDeliveries>.Instance);
        await _deliveries.StartAsync(CancellationToken.None);
    }

    private Task QueueAsync(params (string Id, string Recipient)[] notices) => _storage.GetRequiredService<IGroupCommit>().CommitAsync(
        [new StorageChange.GatherNotices(0, NoticeState.Empty, [.. notices.Select(notice => Row(notice.Id, notice.Recipient))])]);

    private Task InStateAsync(NoticeDelivery state, params string[] ids) => UntilAsync(
        async () => (await AllAsync()).Where(notice => notice.Delivery.State == state).Select(notice => notice.Id).Order(StringComparer.Ordinal).SequenceEqual(ids));

    private async Task<List<NoticeRow>> AllAsync() =>
        [.. (await _storage.GetRequiredService<INoticeReader>().NoticesAsync(null, null, 100, CancellationToken.None)).OrderBy(notice => notice.Id, StringComparer.Ordinal)];

    private static Task UntilAsync(Func<Task<bool>> wanted) => Eventually.TrueAsync(wanted, TimeSpan.FromSeconds(30), () => "it has not come to that");

    private Task PassUntilAsync(TimeSpan step, Func<Task<bool>> wanted) => UntilAsync(async () =>
    {
        if (await wanted())
        {
            return true;
        }

        _time.Advance(step);
        return false;
    });

    private static NoticeRow Row(string id, string recipient) => new(
        id, recipient, new NoticeContent(1, "show", [new NoticeItem(NoticeKind.StepFailed, Noon, "a failed")]), new Delivery(NoticeDelivery.Queued, Noon, Noon));

    private sealed class Courier : INoticeCourier, IWebhookSwitch
    {
        internal ConcurrentDictionary<string, Task<DeliveryOutcome>> Answers { get; } = [];

        internal ConcurrentQueue<NoticeRow> Tried { get; } = [];

        public Task<DeliveryOutcome> TryAsync(NoticeRow notice, CancellationToken cancellation)
        {
            Tried.Enqueue(notice);
            return Answers.TryGetValue(notice.Recipient, out var answer) ? answer.WaitAsync(cancellation) : Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Taken());
        }

        public Task TurnOffAsync(string webhook) => Task.CompletedTask;
    }
}
