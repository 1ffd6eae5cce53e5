using RemoteExec.Agent.Hosting;

namespace RemoteExec.Agent.Tests.Hosting;

public sealed class ChangingTests
{
    [Fact]
    public async Task AfterAsync_WaitsForTheNextAndMissesNone()
    {
        var value = new Changing<string>("one");
        var waiting = value.AfterAsync(value.Now, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        value.Set("two");
        Assert.Equal("two", await waiting);

        // Two changes while nobody waits: the last one counts.
        value.Set("three");
        value.Set("four");
        Assert.Equal("four", await value.AfterAsync("two", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AfterAsync_Cancelled_Ends()
    {
        var value = new Changing<string>("one");
        using var stop = new CancellationTokenSource();
        var waiting = value.AfterAsync(value.Now, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
