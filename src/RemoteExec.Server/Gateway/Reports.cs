using System.Text;
using RemoteExec.Fleet.Processes;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Grains;

namespace RemoteExec.Server.Gateway;

/// <summary>From messages of the wire to news for a machine's grain. Ids that are not ours are dropped, and said.</summary>
internal static class Reports
{
    internal static AgentReport Of(ExecutedMessage message, bool journalled, Action<string> drop) => Empty with
    {
        Sequence = journalled ? message.Sequence : null,
        Executed =
        [
            .. message.Entries.Where(entry => IsOurs(entry.Id, drop))
                .Select(entry => new ExecutedNews(entry.Id!.Value.Number!.Value, entry.Started, PeerText.Clean(entry.Message))),
        ],
    };

    internal static AgentReport Of(ProcessStatusMessage message, bool journalled, Action<string> drop) => Empty with
    {
        Sequence = journalled ? message.Sequence : null,
        Statuses =
        [
            .. message.Entries.Where(entry => IsOurs(entry.Id, drop)).Select(entry => new StatusNews(
                entry.Id.Number!.Value,
                StateOf(entry.State),
                PeerText.Clean(entry.Message),
                entry.ExitCode,
                entry.Signal,
                Math.Max(1, entry.Attempt ?? 1),
                entry.At,
                Ready: entry.Ready)),
        ],
    };

    internal static AgentReport Of(SnapshotMessage message) => Empty with { Snapshot = new SnapshotNews(message.Complete, message.HighestId) };

    internal static AgentReport Of(OutputMessage message) => Empty with
    {
        Output =
        [
            .. message.Pieces.Where(piece => piece.Id.Number is not null && piece.Offset is >= 0 and <= MessageLimits.MaxIntegerId).Select(piece => new OutputNews(
                piece.Id.Number!.Value,
                (int)piece.Stream,
                piece.Offset,
                piece.Bytes ?? Encoding.UTF8.GetBytes(piece.Text ?? ""))).Where(news => news.Bytes.Length > 0),
        ],
    };

    private static AgentReport Empty { get; } = new(null, [], [], null, []);

    private static bool IsOurs(WireId? id, Action<string> drop)
    {
        if (id?.Number is not null)
        {
            return true;
        }

        drop($"news of the id \"{PeerText.OneLine(id?.ToString())}\", which this server never issued, was dropped");
        return false;
    }

    private static ProcessState StateOf(WireProcessState state) => state switch
    {
        WireProcessState.Running => ProcessState.Running,
        WireProcessState.Exited => ProcessState.Exited,
        WireProcessState.Closed => ProcessState.Closed,
        WireProcessState.Pending => ProcessState.Pending,
        _ => ProcessState.Unknown,
    };
}
