using System.Collections.Immutable;

namespace RemoteExec.Fleet.Notices;

/// <summary>Everything that decisions about notices depend on.</summary>
/// <param name="Open">What is being gathered, by run and recipient.</param>
/// <param name="Sent">What recipients have had lately, by recipient.</param>
public sealed record NoticeState(ImmutableDictionary<string, Gathering> Open, ImmutableDictionary<string, HourOf> Sent)
{
    /// <summary>Before anything has happened.</summary>
    public static NoticeState Empty { get; } = new(ImmutableDictionary<string, Gathering>.Empty, ImmutableDictionary<string, HourOf>.Empty);
}

/// <summary>What one recipient will be told of one run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Sequence">What it performs.</param>
/// <param name="Recipient">Who.</param>
/// <param name="Items">So far, in order.</param>
public sealed record Gathering(long Run, string Sequence, string Recipient, ImmutableArray<NoticeItem> Items)
{
    /// <summary>What had no room among the items.</summary>
    public int More { get; init; }

    /// <summary>When it is sent; null: there is nothing to send.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>When the last notice was written; null: none was.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>The run is over: after this nothing comes.</summary>
    public bool IsOver { get; init; }
}

/// <summary>What a recipient has had within the last hour.</summary>
/// <param name="At">When, rising.</param>
/// <param name="NotSent">Notices that were held back since the last one.</param>
public sealed record HourOf(ImmutableArray<DateTimeOffset> At, int NotSent);

/// <summary>The state after an event, and what is to be sent.</summary>
/// <param name="State">After it.</param>
/// <param name="Effects">In order.</param>
public sealed record NoticeDecision(NoticeState State, IReadOnlyList<NoticeEffect> Effects);

/// <summary>A notice to one recipient.</summary>
/// <param name="Recipient">Who.</param>
/// <param name="Content">What it says.</param>
public sealed record NoticeEffect(string Recipient, NoticeContent Content);
