using System.Text.Json.Serialization;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Execution.Ledger;

/// <summary>One line of a journal: exactly one of its members is set.</summary>
internal sealed record LedgerLine
{
    /// <summary>An entry came, and is to be started.</summary>
    public ReceivedLine? Received { get; init; }

    /// <summary>A delay has ended: the start of this id is under way.</summary>
    public LineId? Launching { get; init; }

    /// <summary>It runs.</summary>
    public StartedLine? Started { get; init; }

    /// <summary>An attempt has ended and another one follows.</summary>
    public AgainLine? Again { get; init; }

    /// <summary>From here on starts are asked of this keeper.</summary>
    public string? Keeper { get; init; }

    /// <summary>Its end was asked for.</summary>
    public StopLine? Stop { get; init; }

    /// <summary>Something the server has to hear; it also says what became of the start.</summary>
    public ReportLine? Report { get; init; }

    /// <summary>The server has acknowledged the report of this number.</summary>
    public long? Done { get; init; }

    /// <summary>Every sequence number below this one may have been used.</summary>
    public long? Sequence { get; init; }

    /// <summary>Ids whose outcome is no longer kept.</summary>
    public ForgottenLine? Forgotten { get; init; }

    /// <summary>Here stood something that could not be read: what was alive may have gone on since.</summary>
    public bool Lost { get; init; }

    /// <summary>Counters, at the head of a journal that was written anew.</summary>
    public CountersLine? Counters { get; init; }
}

/// <summary>An id: a number or a name.</summary>
internal sealed record LineId(long? Number, string? Name);

/// <summary>See <see cref="LedgerLine.Received"/>.</summary>
internal sealed record ReceivedLine(LineId Id, DateTimeOffset At, bool Launching, LineEntry Entry);

/// <summary>What of an execute entry is needed to start it, also after the agent was restarted.</summary>
internal sealed record LineEntry(
    string Name,
    int Delay,
    string Application,
    string Path,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string>? Environment,
    string? WorkingDirectory,
    long? Timeout,
    SupervisionPolicies? Policies)
{
    /// <summary>The instant of the server's time at which it starts, µs since 1970.</summary>
    public long? At { get; init; }
}

/// <summary>See <see cref="LedgerLine.Again"/>: the attempt that is to come, when, and what is remembered of those before.</summary>
internal sealed record AgainLine(LineId Id, DateTimeOffset At, int Attempt, int Streak, IReadOnlyList<DateTimeOffset> Recent);

/// <summary>See <see cref="LedgerLine.Started"/>.</summary>
internal sealed record StartedLine(LineId Id, int Pid, long StartTicks, string BootId, DateTimeOffset At)
{
    /// <summary>Which attempt, also when the line that began it was lost; null in a journal of an earlier version.</summary>
    public int? Attempt { get; init; }
}

/// <summary>See <see cref="LedgerLine.Stop"/>.</summary>
internal sealed record StopLine(LineId Id, string Reason);

/// <summary>See <see cref="LedgerLine.Report"/>. An answer has <see cref="Started"/>, a status has <see cref="State"/>.</summary>
internal sealed record ReportLine(long Number, LineId? Id, string Message)
{
    public bool? Started { get; init; }

    /// <summary>True for an answer that says nothing about the start of its id: a duplicate, a repetition.</summary>
    public bool Aside { get; init; }

    public int? State { get; init; }

    public int? ExitCode { get; init; }

    public int? Signal { get; init; }

    public int? Attempt { get; init; }

    public long? At { get; init; }

    public bool? Ready { get; init; }
}

/// <summary>See <see cref="LedgerLine.Forgotten"/>.</summary>
internal sealed record ForgottenLine(IReadOnlyList<long> Firsts, IReadOnlyList<long> Lasts, IReadOnlyList<string> Names);

/// <summary>See <see cref="LedgerLine.Counters"/>.</summary>
internal sealed record CountersLine(long NextReport, long HighestId, bool Complete);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(LedgerLine))]
internal sealed partial class LedgerJson : JsonSerializerContext;
