using RemoteExec.Agent.Clock;
using RemoteExec.Agent.Hosting;

namespace RemoteExec.Agent.Execution;

/// <summary>Here: what <c>remoteexec-agent status</c> shows of it. Written by the owner, read by anybody.</summary>
internal sealed partial class Supervisor
{
    // Keys of processes that the keeper keeps and no journal knows.
    private readonly HashSet<string> _strangers = new(StringComparer.Ordinal);
    private volatile KeeperStatus? _keptBy;
    private volatile IReadOnlyList<(ServerBook Book, ClockStatus Status)> _compared = [];
    private volatile IReadOnlyList<ClockStatus> _clocks = [];

    /// <summary>The same, with what this knows.</summary>
    internal AgentStatus Describe(AgentStatus status) => status with { Processes = Running, Keeper = _keptBy, Clocks = _clocks };

    private void ShowKeeper() => _keptBy = _keeper is null || _hello is not { } hello
        ? null
        : new KeeperStatus(hello.Pid, hello.Version, hello.Protocol, hello.StartedAt, _live.Count + _strangers.Count);

    private void ShowClock(ServerBook book, string server, ClockEstimate known, bool isNews)
    {
        var status = ClockStatus.Of(server, known, Steady.WallAhead(), _time.GetUtcNow());
        if (status.Replaces(_compared.FirstOrDefault(one => one.Book == book).Status, isNews))
        {
            _compared = [.. _compared.Where(one => one.Book != book), (book, status)];
            _clocks = [.. _compared.Select(one => one.Status)];
        }
    }
}
