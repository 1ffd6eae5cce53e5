using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Storage;
using RemoteExec.Storage.Auditing;

namespace RemoteExec.Server.Grains;

/// <summary>What the audit says of starts and stops: one row for each machine and request.</summary>
internal static class MachineAudits
{
    private const int MostNamed = 16;

    internal static StorageChange Started(StartCommand command, IReadOnlyList<FleetProcess> started, Machine? machine, DateTimeOffset now) =>
        command.By.Audit(now, "process.start", machine?.Name ?? "", Names(started, command.Origins is [var origin, ..] ? origin.Run : null));

    /// <summary>It could not be recorded in time, so it was taken back: this comes with whatever is recorded later.</summary>
    internal static StorageChange Abandoned(StartCommand command, IReadOnlyList<FleetProcess> started, Machine? machine, DateTimeOffset now) =>
        command.By.Audit(now, "process.start", machine?.Name ?? "", "taken back: " + Names(started, null), AuditOutcomes.Failed);

    internal static StorageChange Stopped(StopCommand command, IReadOnlyList<FleetProcess> stopped, Machine? machine, DateTimeOffset now) =>
        command.By.Audit(now, "process.stop", machine?.Name ?? "", Names(stopped, command.Run));

    private static string Names(IReadOnlyList<FleetProcess> processes, long? run)
    {
        var named = string.Join(", ", processes.Take(MostNamed).Select(process => $"{process.Id} {process.Executable.Path.TrimEnd('/')}{(process.Executable.Path.Length > 0 ? "/" : "")}{process.Executable.Application}"));
        var more = processes.Count > MostNamed ? $", and {processes.Count - MostNamed} more" : "";
        return $"{named}{more}{(run is null ? "" : $" (run {run})")}";
    }
}
