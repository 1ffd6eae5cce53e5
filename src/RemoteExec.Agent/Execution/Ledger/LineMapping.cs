using RemoteExec.Agent.Execution.Policies;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Ledger;

/// <summary>Between what the wire says and what the journal keeps.</summary>
internal static class LineMapping
{
    internal static LineId ToLine(this WireId id) => new(id.Number, id.Text);

    internal static WireId? ToWire(this LineId? line) =>
        line is null ? null
        : line.Name is { } name ? WireId.TryCreate(name, out var text) ? text : null
        : WireId.TryCreate(line.Number ?? -1, out var number) ? number : null;

    internal static LineEntry ToLine(this ExecuteEntry entry) => new(
        entry.Name,
        entry.DelayMilliseconds,
        entry.Application,
        entry.Path,
        entry.Arguments,
        entry.Environment,
        entry.WorkingDirectory,
        entry.TimeoutMilliseconds,
        entry.Policies)
    { At = entry.AtMicroseconds };

    internal static ExecuteEntry ToEntry(this LineEntry line, WireId id) => new()
    {
        Id = id,
        Name = line.Name ?? "",
        DelayMilliseconds = line.Delay,
        Application = line.Application ?? "",
        Path = line.Path ?? "",
        Arguments = line.Arguments ?? [],
        Environment = line.Environment,
        WorkingDirectory = line.WorkingDirectory,
        TimeoutMilliseconds = line.Timeout,
        Policies = line.Policies,
        AtMicroseconds = line.At,
    };

    internal static AgainLine ToLine(this RestartHistory history, WireId id, DateTimeOffset at) => new(id.ToLine(), at, history.Attempt, history.Streak, history.Recent);

    internal static RestartHistory ToHistory(this AgainLine line) => new(line.Attempt, line.Streak, [.. line.Recent]);

    internal static ReportLine ToLine(this Report report, bool aside = false) => report.Executed is { } executed
        ? new ReportLine(report.Number, executed.Id?.ToLine(), executed.Message) { Started = executed.Started, Aside = aside }
        : new ReportLine(report.Number, report.Status!.Id.ToLine(), report.Status.Message)
        {
            Aside = aside,
            State = (int)report.Status.State,
            ExitCode = report.Status.ExitCode,
            Signal = report.Status.Signal,
            Attempt = report.Status.Attempt,
            At = report.Status.At,
            Ready = report.Status.Ready,
        };

    /// <summary>Null when the line is not one this version understands.</summary>
    internal static Report? ToReport(this ReportLine line)
    {
        var id = line.Id.ToWire();
        if (line.Started is { } started)
        {
            return new Report(line.Number, new ExecutedEntry(id, started, line.Message ?? ""), null);
        }

        return id is { } known && line.State is { } state && Enum.IsDefined((WireProcessState)state)
            ? new Report(line.Number, null, new ProcessStatusEntry
            {
                Id = known,
                State = (WireProcessState)state,
                Message = line.Message ?? "",
                ExitCode = line.ExitCode,
                Signal = line.Signal,
                Attempt = line.Attempt,
                At = line.At,
                Ready = line.Ready,
            })
            : null;
    }
}
