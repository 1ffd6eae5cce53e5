namespace RemoteExec.Fleet.Notices;

/// <summary>What people are told about. The numbers are stored: append only, never renumber.</summary>
public enum NoticeKind
{
    /// <summary>A step failed.</summary>
    StepFailed = 1,

    /// <summary>A run is over.</summary>
    RunEnded = 2,

    /// <summary>A machine went away while programs of a run were on it.</summary>
    MachineAway = 3,

    /// <summary>It is back.</summary>
    MachineBack = 4,
}

/// <summary>Something that happened in a run, and whom it concerns.</summary>
/// <param name="Run">The run.</param>
/// <param name="Sequence">What it performs.</param>
/// <param name="Recipients">E-mail addresses, and webhooks as <c>webhook:NAME</c>.</param>
/// <param name="Item">What happened.</param>
public sealed record NoticeEvent(long Run, string Sequence, IReadOnlyList<string> Recipients, NoticeItem Item);

/// <summary>One line of a notice.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="At">When it happened.</param>
/// <param name="Text">For people: one line.</param>
/// <param name="Machine">The machine that went or came back; null: it is about something else.</param>
public sealed record NoticeItem(NoticeKind Kind, DateTimeOffset At, string Text, string? Machine = null);

/// <summary>What one notice says.</summary>
/// <param name="Run">The run.</param>
/// <param name="Sequence">What it performs.</param>
/// <param name="Items">1…<see cref="NoticeRules.MostItems"/>, in order.</param>
/// <param name="More">So many more happened than are listed.</param>
/// <param name="NotSent">So many notices were held back before this one, because the hour was full.</param>
public sealed record NoticeContent(long Run, string Sequence, IReadOnlyList<NoticeItem> Items, int More = 0, int NotSent = 0);

/// <summary>Words for kinds.</summary>
public static class NoticeKinds
{
    /// <summary>Every kind.</summary>
    public static IReadOnlyList<NoticeKind> All { get; } = [NoticeKind.StepFailed, NoticeKind.RunEnded, NoticeKind.MachineAway, NoticeKind.MachineBack];

    /// <summary>The word that webhooks and the HTTP interface see.</summary>
    public static string ToWord(this NoticeKind kind) => kind switch
    {
        NoticeKind.StepFailed => "step.failed",
        NoticeKind.RunEnded => "run.ended",
        NoticeKind.MachineAway => "machine.away",
        NoticeKind.MachineBack => "machine.back",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of notice"),
    };
}
