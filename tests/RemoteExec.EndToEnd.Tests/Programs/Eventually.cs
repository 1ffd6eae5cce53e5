using System.Diagnostics;

namespace RemoteExec.EndToEnd.Tests.Programs;

/// <summary>Waits for what real programs do: asks again until it is so, and fails with what was seen last when it does not become so in time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task<T> GetAsync<T>(Func<Task<T>> look, Func<T, bool> isSo, Func<T, string> describe, TimeSpan? within = null)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Pause);
        while (true)
        {
            var seen = await look();
            if (isSo(seen))
            {
                return seen;
            }

            if (watch.Elapsed > (within ?? Patience))
            {
                throw new TimeoutException($"It did not come about within {(within ?? Patience).TotalSeconds:0} s. Last seen: {describe(seen)}");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    public static Task BeTrueAsync(Func<bool> isSo, string what, TimeSpan? within = null) =>
        GetAsync(() => Task.FromResult(isSo()), seen => seen, _ => what, within);
}
