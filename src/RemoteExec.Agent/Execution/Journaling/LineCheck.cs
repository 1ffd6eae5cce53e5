using RemoteExec.Agent.Clock;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Execution.Journaling;

/// <summary>Whether an agent can have written a line: JSON that was damaged, or that somebody edited, may be JSON still, and hold dates and numbers with which nobody can count.</summary>
internal static class LineCheck
{
    // Counted up by one; far below where a number on the wire ends, so that counting on is safe.
    private const long MostCounted = 1L << 52;

    // So often nothing was started again.
    private const int MostAttempts = 2_000_000_000;

    internal static bool IsSound(LedgerLine line) => Members(line) == 1 && line switch
    {
        { Received: { } received } => IsSound(received),
        { Launching: { } launching } => IsSound(launching),
        { Started: { } started } => IsSound(started),
        { Again: { } again } => IsSound(again),
        { Keeper: { } keeper } => keeper.Length > 0,
        { Stop: { } stop } => IsSound(stop.Id) && stop.Reason is not null,
        { Report: { } report } => IsSound(report),
        { Done: { } number } => IsCount(number),
        { Sequence: { } sequence } => IsCount(sequence),
        { Forgotten: { } forgotten } => IsSound(forgotten),
        { Counters: { } counters } => IsCount(counters.NextReport) && counters.HighestId is >= 0 and <= MessageLimits.MaxIntegerId,
        _ => true,
    };

    private static int Members(LedgerLine line)
    {
        object?[] members = [line.Received, line.Launching, line.Started, line.Again, line.Keeper, line.Stop, line.Report, line.Done, line.Sequence, line.Forgotten, line.Counters];
        return members.Count(member => member is not null) + (line.Lost ? 1 : 0);
    }

    private static bool IsSound(ReceivedLine line) =>
        IsSound(line.Id)
        && IsSound(line.At)
        && line.Entry is { } entry
        && entry.Delay is >= 0 and <= MessageLimits.MaxDelayMilliseconds
        && entry.At is null or (>= 0 and <= MessageLimits.MaxInstant)
        && entry.Timeout is null or >= 0
        && (entry.Arguments is null || entry.Arguments.All(argument => argument is not null))
        && (entry.Environment is null || entry.Environment.Values.All(value => value is not null))
        && (entry.Policies is null || PolicyRules.FindProblems(entry.Policies).Count == 0);

    private static bool IsSound(StartedLine line) =>
        IsSound(line.Id) && IsSound(line.At) && line is { Pid: > 0, StartTicks: >= 0, BootId: not null } && line.Attempt is null or (>= 1 and <= MostAttempts);

    private static bool IsSound(AgainLine line) =>
        IsSound(line.Id)
        && IsSound(line.At)
        && line is { Attempt: > 1 and <= MostAttempts, Streak: >= 0 and <= MostAttempts, Recent.Count: <= MessageLimits.MaxRestartAttempts }
        && line.Recent.All(IsSound);

    private static bool IsSound(ReportLine line) =>
        IsCount(line.Number)
        && (line.Started is not null ? line.Id is null || IsSound(line.Id) : IsSound(line.Id) && line.State is { } state && Enum.IsDefined((WireProcessState)state))
        && line.Attempt is null or (>= 1 and <= MostAttempts)
        && line.At is null or (>= 0 and <= MessageLimits.MaxInstant);

    private static bool IsSound(ForgottenLine line) =>
        line is { Firsts: not null, Lasts: not null, Names: not null }
        && line.Firsts.Count == line.Lasts.Count
        && line.Firsts.Zip(line.Lasts).All(range => range.First >= 0 && range.First <= range.Second && range.Second <= MessageLimits.MaxIntegerId)
        && line.Names.All(name => WireId.TryCreate(name, out _));

    private static bool IsSound(LineId? id) => id.ToWire() is not null;

    // What the wire can say: 1970 to 2255.
    private static bool IsSound(DateTimeOffset at) => SteadyClock.Microseconds(at) is >= 0 and <= MessageLimits.MaxInstant;

    private static bool IsCount(long number) => number is >= 0 and <= MostCounted;
}
