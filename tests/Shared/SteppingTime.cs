using Microsoft.Extensions.Time.Testing;

namespace RemoteExec.Tests;

/// <summary>A clock that only the test moves, and whose wall clock somebody may set besides.</summary>
internal sealed class SteppingTime(DateTimeOffset start) : TimeProvider
{
    private readonly FakeTimeProvider _time = new(start);

    /// <summary>How wrong the wall clock is from now on.</summary>
    internal TimeSpan Step { get; set; }

    public override long TimestampFrequency => _time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow() + Step;

    public override long GetTimestamp() => _time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _time.CreateTimer(callback, state, dueTime, period);

    internal void Advance(TimeSpan by) => _time.Advance(by);
}
