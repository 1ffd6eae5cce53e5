using RemoteExec.Agent.Introduction;
using RemoteExec.Tests;

namespace RemoteExec.Agent.Tests.Introduction;

public sealed class NetworkWatchTests
{
    [Fact]
    public async Task AfterAsync_ComesBackWithTheFirstPictureThatIsAnother()
    {
        var time = new SteppingTime(DateTimeOffset.UnixEpoch);
        var now = NetworkPicture.Of([NetworkPictureTests.Card("eth0", 1, "192.0.2.7/24")]);
        var looks = 0;
        var looked = new SemaphoreSlim(0);
        var watch = new NetworkWatch(
            () =>
            {
                looks++;
                looked.Release();
                return now;
            },
            time);
        var cancel = TestContext.Current.CancellationToken;

        var waiting = watch.AfterAsync(now, cancel);
        time.Advance(NetworkWatch.LookEvery);
        await looked.WaitAsync(cancel);
        Assert.Equal(1, looks);
        Assert.False(waiting.IsCompleted);

        now = NetworkPicture.Of([NetworkPictureTests.Card("eth0", 1, "192.0.2.8/24")]);
        time.Advance(NetworkWatch.LookEvery);

        Assert.Equal(["192.0.2.8"], (await waiting).Addresses);
    }

    [Fact]
    public async Task AfterAsync_Cancelled_Ends()
    {
        using var stop = new CancellationTokenSource();
        var told = NetworkPicture.Of([]);
        var waiting = new NetworkWatch(() => told, new SteppingTime(DateTimeOffset.UnixEpoch)).AfterAsync(told, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
