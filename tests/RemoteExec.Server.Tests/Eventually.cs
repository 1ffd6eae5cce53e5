using System.Diagnostics;

namespace RemoteExec.Server.Tests;

/// <summary>Looks again and again at something that another process changes, for a bounded time.</summary>
public static class Eventually
{
    public static Task TrueAsync(Func<bool> condition, TimeSpan patience, Func<string> context) =>
        TrueAsync(() => Task.FromResult(condition()), patience, context);

    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan patience, Func<string> context)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        var since = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(since.Elapsed < patience, $"It did not happen in {patience}. {context()}");
            await timer.WaitForNextTickAsync();
        }
    }
}
