using System.Globalization;
using RemoteExec.Agent.Hosting;

namespace RemoteExec.Agent.CommandLine;

/// <summary>What <c>status</c> says to a person.</summary>
internal static class StatusText
{
    /// <param name="status">As the running agent wrote it, also one of another version.</param>
    internal static IEnumerable<string> Lines(AgentStatus status) =>
    [
        $"agent       {status.Version}, process {status.Pid}, since {Local(status.StartedAt)}",
        $"server      {Server(status)}",
        .. status.Clocks.Select(clock => $"clock       {Clock(clock)}"),
        $"machine     {(status.Name is null ? "(not named yet)" : $"{status.Name} ({status.Id})")}",
        $"processes   {status.Processes}",
        $"keeper      {(status.Keeper is { } keeper ? Keeper(keeper, status.Pid) : "(not known: it is being started, or the agent is older than this command)")}",
        $"service     {status.Service ?? "none is installed; it ends when whoever started it ends it"}",
        $"may start   {(status.Allow.Count == 0 ? "nothing: add --allow DIR" : string.Join(", ", status.Allow))}",
    ];

    private static string Server(AgentStatus status) =>
        status.Connected ? $"{status.Server}, connected since {Local(status.Since)}" : $"not connected since {Local(status.Since)}: {status.Problem}";

    private static string Keeper(KeeperStatus keeper, int agent) =>
        $"{keeper.Version} (protocol {keeper.Protocol}), {(keeper.Pid == agent ? "inside the agent" : $"process {keeper.Pid}")}"
        + $"{(keeper.Since is { } since ? $", since {Local(since)}" : "")}, keeps {keeper.Processes} {(keeper.Processes == 1 ? "process" : "processes")}";

    private static string Clock(ClockStatus clock) =>
        $"{clock.Server} is {Milliseconds(Math.Abs(clock.OffsetMs))} {(clock.OffsetMs < 0 ? "behind" : "ahead of")} this machine, within {Milliseconds(clock.UncertaintyMs)}, as of {Local(clock.At)}";

    private static string Milliseconds(double value) => value.ToString("0.###", CultureInfo.InvariantCulture) + " ms";

    private static string Local(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
