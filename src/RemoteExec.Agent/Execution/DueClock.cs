namespace RemoteExec.Agent.Execution;

/// <summary>One moment, by the wall clock and by elapsed time.</summary>
internal readonly record struct Moment(DateTimeOffset Utc, TimeSpan Elapsed)
{
    /// <summary>Where on the clock of elapsed time a time of the wall clock lies, as things stand now.</summary>
    /// <param name="at">By the wall clock.</param>
    /// <param name="longest">It is never further away: who is told so knows that the wall clock was set back since.</param>
    internal TimeSpan ElapsedAt(DateTimeOffset at, TimeSpan longest) => Elapsed + (at - Utc < longest ? at - Utc : longest);
}

/// <summary>
/// What is to be done at a moment, in order; things of one moment in the order in which they were asked for. Counts elapsed time, so a wall clock that is set does not shift
/// a delay.
/// </summary>
internal sealed class DueClock : IDisposable
{
    // A timer may wake a little early; and none sleeps longer than it can count.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly Action<Action> _post;
    private readonly long _origin;
    private readonly PriorityQueue<Action, (TimeSpan Due, long Order)> _queue = new();
    private readonly ITimer _timer;
    private long _order;

    /// <param name="time">The clock.</param>
    /// <param name="post">Puts work into the mailbox of the owner, which alone calls the members of this.</param>
    internal DueClock(TimeProvider time, Action<Action> post)
    {
        _time = time;
        _post = post;
        _origin = time.GetTimestamp();
        _timer = time.CreateTimer(_ => _post(Ring), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>This moment by both clocks.</summary>
    internal Moment Now() => new(_time.GetUtcNow(), _time.GetElapsedTime(_origin));

    /// <summary>Does something at a moment of elapsed time; one that has passed is now.</summary>
    internal void At(TimeSpan due, Action action)
    {
        _queue.Enqueue(action, (due, _order++));
        Arm();
    }

    public void Dispose() => _timer.Dispose();

    private void Ring()
    {
        while (_queue.TryPeek(out var action, out var priority) && priority.Due <= _time.GetElapsedTime(_origin))
        {
            _queue.Dequeue();
            action();
        }

        Arm();
    }

    private void Arm()
    {
        if (_queue.TryPeek(out _, out var priority))
        {
            var wait = priority.Due - _time.GetElapsedTime(_origin);
            _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : RoundUp(wait), Timeout.InfiniteTimeSpan);
        }
    }

    // Timers count whole milliseconds: cut off, the last one would ring early and be set again.
    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
}
