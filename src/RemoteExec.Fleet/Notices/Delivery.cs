namespace RemoteExec.Fleet.Notices;

/// <summary>How far a notice has come. The numbers are stored: append only, never renumber.</summary>
public enum NoticeDelivery
{
    /// <summary>It waits for its first or next try.</summary>
    Queued = 1,

    /// <summary>The recipient's server has taken it.</summary>
    Sent = 2,

    /// <summary>It is not tried any more.</summary>
    Failed = 3,
}

/// <summary>The delivery of one notice.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="NextAt">When it is tried next; past when it is not tried any more.</param>
public sealed record Delivery(NoticeDelivery State, DateTimeOffset CreatedAt, DateTimeOffset NextAt)
{
    /// <summary>Tries so far.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last try failed; null: none did, or it was taken since.</summary>
    public string? LastError { get; init; }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset? SentAt { get; init; }
}

/// <summary>What came of one try.</summary>
public abstract record DeliveryOutcome
{
    private DeliveryOutcome()
    {
    }

    /// <summary>It was taken.</summary>
    public sealed record Taken : DeliveryOutcome;

    /// <summary>Not now.</summary>
    /// <param name="Reason">For people.</param>
    /// <param name="After">How long the other side asked us to wait; null: it did not say.</param>
    /// <param name="OnlyThis">True: this message alone was refused; false: nothing can be delivered there now.</param>
    public sealed record Later(string Reason, TimeSpan? After = null, bool OnlyThis = false) : DeliveryOutcome;

    /// <summary>Never.</summary>
    /// <param name="Reason">For people.</param>
    /// <param name="TurnOff">The recipient wants nothing any more.</param>
    public sealed record Never(string Reason, bool TurnOff = false) : DeliveryOutcome;
}

/// <summary>What follows from a try.</summary>
public static class DeliveryRules
{
    /// <summary>After the first failure; doubled from try to try.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);

    /// <summary>Between two tries at most, and what a receiver may ask for at most.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>A notice older than this is given up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>Decides.</summary>
    /// <param name="delivery">Before the try.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="now">Now.</param>
    public static Delivery After(Delivery delivery, DeliveryOutcome outcome, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var tried = delivery with { Attempts = delivery.Attempts + 1 };
        switch (outcome)
        {
            case DeliveryOutcome.Taken:
                return tried with { State = NoticeDelivery.Sent, SentAt = now, LastError = null };
            case DeliveryOutcome.Never never:
                return tried with { State = NoticeDelivery.Failed, LastError = never.Reason };
            case DeliveryOutcome.Later later:
                var next = now + PauseAfter(tried.Attempts, later.After);
                return next - tried.CreatedAt > Patience
                    ? tried with { State = NoticeDelivery.Failed, LastError = $"given up after a day: {later.Reason}" }
                    : tried with { NextAt = next, LastError = later.Reason };
            default:
                throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome");
        }
    }

    private static TimeSpan PauseAfter(int attempts, TimeSpan? asked)
    {
        var usual = attempts > 10 ? LongestPause : FirstPause * (1 << (attempts - 1));
        var pause = asked > usual ? asked.Value : usual;
        return pause > LongestPause ? LongestPause : pause;
    }
}
