using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Grains;

namespace RemoteExec.Server.Gateway;

/// <summary>The way from a machine's grain to its session.</summary>
internal sealed class SessionRoute(
    AgentSession session, FrameDialect dialect, WireExtensions extensions, Func<IReadOnlyList<ExecutedNews>, Task> answer) : IAgentRoute
{
    public async Task<bool> ExecuteAsync(RouteExecute command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var unsupported = extensions.HasFlag(WireExtensions.Supervise) ? [] : command.Entries.Where(process => WireEntries.NeedsSupervise(process.Executable)).ToList();
        var timeless = extensions.HasFlag(WireExtensions.Clock) ? [] : command.Entries.Except(unsupported).Where(process => WireEntries.NeedsClock(process.Executable)).ToList();
        var (messages, tooLarge) = ExecuteParts.Of(command.Entries.Except(unsupported).Except(timeless).Select(WireEntries.Of), dialect);
        ExecutedNews[] refused =
        [
            // Never without what was asked for.
            .. unsupported.Select(process => new ExecutedNews(
                process.WireId, false, "this machine's client does not support environment, working directory, timeout, restart, expected, ready, stop, user or limits; run our agent there")),
            .. timeless.Select(process => new ExecutedNews(
                process.WireId, false, "this machine's client does not know the server's time (extension clock), so it cannot start at an instant; give a delay, or run our agent there")),
            .. tooLarge.Select(entry => new ExecutedNews(
                entry.Id!.Value.Number!.Value, false, ExecuteParts.TooLarge)),
        ];
        if (refused.Length > 0)
        {
            await answer(refused).ConfigureAwait(false);
        }

        var sent = true;
        foreach (var message in messages)
        {
            sent &= session.Send(message);
        }

        return sent;
    }

    public async Task<IReadOnlyList<ExecutedNews>?> CheckAsync(RouteCheck command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return await session.CheckAsync([.. command.Executables.Select((executable, i) => WireEntries.Of(i, executable))]).ConfigureAwait(false);
    }

    public Task<bool> WakeAsync(RouteWake command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var sent = extensions.HasFlag(WireExtensions.Wake);
        foreach (var part in command.Macs.Chunk(MessageLimits.MaxMacs).Where(_ => sent))
        {
            sent &= session.Send(new WakeMessage(part));
        }

        return Task.FromResult(sent);
    }

    public Task<bool> KillAsync(RouteKill command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var sent = true;
        foreach (var part in command.WireIds.Chunk(MessageLimits.MaxEntries))
        {
            sent &= session.Send(new KillMessage([.. part.Select(id => new KillEntry(new WireId(id)))], command.GraceMilliseconds));
        }

        return Task.FromResult(sent);
    }

    public Task AcknowledgeAsync(RouteAcknowledgement acknowledgement)
    {
        ArgumentNullException.ThrowIfNull(acknowledgement);
        var output = acknowledgement.Output.Count == 0
            ? null
            : acknowledgement.Output.Select(o => new OutputAck(new WireId(o.WireId), (WireStream)o.Stream, o.Offset)).ToList();
        session.Send(new AckMessage(acknowledgement.Sequence, output));
        return Task.CompletedTask;
    }

    public Task CloseAsync(RouteClose close)
    {
        ArgumentNullException.ThrowIfNull(close);
        session.Close(close.Reason, close.ReconnectAfterMilliseconds);
        return Task.CompletedTask;
    }
}
