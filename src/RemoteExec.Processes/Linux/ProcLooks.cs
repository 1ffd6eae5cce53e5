using System.Diagnostics;

namespace RemoteExec.Processes.Linux;

/// <summary>
/// Looks at all processes, shared by all who want one: where thousands run a look takes long, and thousands may be stopped together. Nobody holds a thread while he waits for one.
/// </summary>
internal static class ProcLooks
{
    // A look takes at most a fifth of the time of one processor, however many there are to look at.
    private const int Rest = 4;

    private static readonly Lock Gate = new();
    private static readonly TimeSpan AtLeast = TimeSpan.FromMilliseconds(15);

    private static ProcPicture? _latest;
    private static long _takenAt;
    private static TimeSpan _took;
    private static Task _underWay = Task.CompletedTask;
    private static Task<ProcPicture>? _next;

    /// <summary>Every process there was lately; never older than a picture that was given out before.</summary>
    internal static Task<ProcPicture> LatelyAsync()
    {
        lock (Gate)
        {
            var enough = _took * Rest > AtLeast ? _took * Rest : AtLeast;
            return SinceAsync(Stopwatch.GetTimestamp() - (long)(enough.TotalSeconds * Stopwatch.Frequency));
        }
    }

    /// <summary>Every process there is after now: who was born before and lives is seen. Those who ask together share one look.</summary>
    internal static Task<ProcPicture> FromNowAsync() => SinceAsync(Stopwatch.GetTimestamp());

    private static Task<ProcPicture> SinceAsync(long moment)
    {
        lock (Gate)
        {
            // One that is under way may have passed by somebody already: the next one is everybody's who asks meanwhile.
            return _latest is { } latest && _takenAt >= moment ? Task.FromResult(latest) : _next ??= LookAfterAsync(_underWay);
        }
    }

    private static async Task<ProcPicture> LookAfterAsync(Task before)
    {
        // Also when there is nothing to wait for: it is not done by the one who asks.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        long began;
        lock (Gate)
        {
            began = Stopwatch.GetTimestamp();
            _underWay = _next!;
            _next = null;
        }

        var picture = new ProcPicture(ProcFs.ReadAll());
        lock (Gate)
        {
            _latest = picture;
            _takenAt = began;
            _took = Stopwatch.GetElapsedTime(began);
        }

        return picture;
    }
}
