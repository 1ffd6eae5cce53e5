using Microsoft.Extensions.Logging;
using RemoteExec.Agent.Clock;
using RemoteExec.Agent.Execution;
using RemoteExec.Agent.Execution.Output;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Policy;
using RemoteExec.Agent.Waking;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Agent.Connection;

/// <summary>
/// One connection that is ready: a reader (this), a writer (<see cref="PacketSender"/>), the pump of output, and an eye on silence. The first reason to end wins; the rest
/// follows in <see cref="RunAsync"/>.
/// </summary>
internal sealed class ServerLink : IServerLink, IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly SocketTransport _transport;
    private readonly PacketChannel _channel;
    private readonly LinkPlan _plan;
    private readonly Supervisor _supervisor;
    private readonly FolderPolicy _policy;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PacketSender _sender;
    private readonly FaultTally _tally = new();
    private readonly ClockPings _pings;
    private readonly CancellationTokenSource _stop = new();
    private OutputPump? _pump;
    private long _heard;
    private TimeSpan _heardAt;
    private TimeSpan? _asked;
    private LinkEnd? _end;

    internal ServerLink(SocketTransport transport, PacketChannel channel, LinkPlan plan, Supervisor supervisor, FolderPolicy policy, TimeProvider time, ILogger log)
    {
        _transport = transport;
        _channel = channel;
        _plan = plan;
        _supervisor = supervisor;
        _policy = policy;
        _time = time;
        _log = log;
        _sender = new PacketSender(channel);
        _pings = new ClockPings(supervisor.Steady);
        _heard = supervisor.Steady.Now();
        _heardAt = time.Moment();
    }

    public WireExtensions Extensions => _channel.Extensions;

    private bool IsLegacy => _channel.Dialect == FrameDialect.LE4;

    /// <summary>Serves until the connection ends.</summary>
    /// <param name="cancel">The agent stops: it says goodbye.</param>
    internal async Task<LinkEnd> RunAsync(CancellationToken cancel)
    {
        var sending = SendAllAsync();
        using var leaving = cancel.Register(() => End(new LinkEnd("the agent stops", Told: true)));
        var looking = LookAroundAsync();
        var pumping = Task.CompletedTask;
        var comparing = Task.CompletedTask;
        try
        {
            if (Has(WireExtensions.Setup) || IsLegacy)
            {
                TrySend(_plan.Setup);
            }

            comparing = CompareClocksAsync();
            if (Has(WireExtensions.Output))
            {
                _pump = new OutputPump(await _supervisor.DeskAsync(_plan.BookKey).ConfigureAwait(false), SendAsync, _ => _supervisor.Drained());
            }

            await _supervisor.AttachAsync(_plan.BookKey, this).ConfigureAwait(false);
            pumping = PumpAsync();
            await ReceiveAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // End has the reason.
        }
        finally
        {
            End(new LinkEnd("the connection was lost"));
            await _supervisor.DetachAsync(_plan.BookKey).ConfigureAwait(false);
            if (cancel.IsCancellationRequested && Extensions != WireExtensions.None)
            {
                TrySend(new ByeMessage(ByeReasons.Stopping));
            }

            _sender.Complete();
            await Task.WhenAll(pumping, looking, comparing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await sending.WaitAsync(SessionLimits.Linger, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!sending.IsCompleted)
            {
                _transport.Abort();
                await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return _end!;
    }

    /// <summary>Describes the machine anew, to a server that can be told (docs/protocol.md §9.2); others hear it with the next connection.</summary>
    internal void Introduce(SetupMessage setup)
    {
        if (Has(WireExtensions.Setup) && !TrySend(setup))
        {
            Abort("the server does not take what is sent to it");
        }
    }

    public bool TrySend(WireMessage message) => _sender.TryEnqueue(message);

    public ValueTask SendAsync(WireMessage message, CancellationToken cancel) => _sender.EnqueueAsync(message, cancel);

    public void Abort(string reason) => End(new LinkEnd(reason));

    public void Dispose() => _stop.Dispose();

    private bool Has(WireExtensions extension) => Extensions.HasFlag(extension);

    private async Task ReceiveAsync()
    {
        while (true)
        {
            var read = await _channel.ReadAsync(_stop.Token).ConfigureAwait(false);
            _heard = _supervisor.Steady.Now();
            _heardAt = _time.Moment();
            switch (read.Kind)
            {
                case ChannelReadKind.Packet when read.Packet!.Error is { } error:
                    ConnectionLog.PeerError(_log, _plan.Server, (int)error, error.Describe());
                    if (error.EndsConnection())
                    {
                        End(new LinkEnd($"the server reported error {(int)error}: {error.Describe()}", Error: error));
                        return;
                    }

                    break;
                case ChannelReadKind.Packet:
                    foreach (var message in read.Packet!.Messages)
                    {
                        Handle(message);
                    }

                    break;
                case ChannelReadKind.Fault when !Refuse(read.Fault):
                    break;
                case ChannelReadKind.Closed:
                    End(new LinkEnd("the server closed the connection"));
                    return;
                case ChannelReadKind.Truncated:
                    End(new LinkEnd("the connection ended inside a packet"));
                    return;
                default:
                    return;
            }
        }
    }

    /// <summary>What a server may say once the client is in (docs/protocol.md §11). A key of an extension that was not agreed on counts as unknown.</summary>
    private void Handle(WireMessage message)
    {
        switch (message)
        {
            case ExecuteMessage execute:
                _supervisor.Execute(_plan.BookKey, Has(WireExtensions.Clock) ? execute : WithoutInstants(execute), idsNameStarts: Has(WireExtensions.Journal));
                break;
            case KillMessage kill when Has(WireExtensions.Kill) || IsLegacy:
                _supervisor.Kill(_plan.BookKey, kill);
                break;
            case AckMessage ack:
                Acknowledge(ack);
                break;
            case SetupCompleteMessage named when Has(WireExtensions.Setup):
                _plan.Named(LogText.OneLine(named.Name), LogText.OneLine(named.Id));
                break;
            case BrowseMessage browse when Has(WireExtensions.Setup):
                _ = Task.Run(() => Browse(browse.Path));
                break;
            case CheckMessage check when Has(WireExtensions.Check):
                _ = Task.Run(() => TrySend(_supervisor.Check(check)));
                break;
            case WakeMessage wake when Has(WireExtensions.Wake):
                _ = Task.Run(() => Wakening.Send(wake.Macs, LocalNetwork.All(), Wakening.DiscardPort, _log));
                break;
            case PingMessage ping when Has(WireExtensions.Ping) || Has(WireExtensions.Clock):
                var heard = _heard;
                _sender.TryEnqueue(() => new PongMessage(ping.T0, heard, _supervisor.Steady.Now()));
                break;
            case PongMessage pong when Has(WireExtensions.Clock):
                if (_pings.Answer(pong, _heard) is { } sample)
                {
                    _supervisor.Learn(_plan.BookKey, _plan.Server, sample);
                }

                break;
            case ByeMessage bye when Extensions != WireExtensions.None:
                End(new LinkEnd($"the server said goodbye ({LogText.OneLine(bye.Reason)})", bye));
                break;
            case PublicKeyMessage or IdentityMessage or AuthenticateMessage or ExecutedMessage or ProcessStatusMessage or SetupMessage or SnapshotMessage or OutputMessage
                or BrowsedMessage or CheckedMessage:
                Refuse(new WireFault(WireErrorCode.InvalidData, "a message that a server may not send now"));
                break;
        }
    }

    private void Acknowledge(AckMessage ack)
    {
        if (Has(WireExtensions.Journal) && ack.Seq is { } sequence)
        {
            _supervisor.Acknowledge(_plan.BookKey, sequence);
        }

        foreach (var output in ack.Output ?? [])
        {
            _pump?.Acknowledge(output);
        }
    }

    private void Browse(string path)
    {
        var allowed = _policy.MayBrowse(path);
        var (files, folders, truncated, problem) = allowed ? FolderTree.List(path) : ([], [], false, "the folder is not one this agent may start programs from, or is not there");
        TrySend(new BrowsedMessage(path, files, folders, truncated, problem));
    }

    private async Task SendAllAsync()
    {
        try
        {
            await _sender.RunAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            End(new LinkEnd("the connection was lost"));
        }
        catch (Exception e)
        {
            // Without its writer a link is mute: better none.
            ConnectionLog.WriterFailed(_log, _plan.Server, e);
            End(new LinkEnd("its writer failed"));
        }
    }

    private async Task PumpAsync()
    {
        try
        {
            if (_pump is { } pump)
            {
                await pump.RunAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or System.Threading.Channels.ChannelClosedException)
        {
            // The connection has ended; the next one goes on from what was acknowledged.
        }
    }

    /// <summary>Finds out what the server's clock says: a burst at first, then now and again, because clocks drift.</summary>
    private async Task CompareClocksAsync()
    {
        try
        {
            for (var sent = 1; Has(WireExtensions.Clock); sent++)
            {
                _sender.TryEnqueue(_pings.Next);
                await Task.Delay(sent < SessionLimits.ClockBurst ? SessionLimits.ClockBurstEvery : SessionLimits.ClockEvery, _time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection has ended.
        }
    }

    private async Task LookAroundAsync()
    {
        using var timer = new PeriodicTimer(LookEvery, _time);
        try
        {
            while (Has(WireExtensions.Ping) && await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                var now = _time.Moment();
                switch (KeepAlive.Judge(_heardAt, _asked, now))
                {
                    case Silence.Dead:
                        End(new LinkEnd("the server was silent for 45 s"));
                        return;
                    case Silence.AskNow:
                        _asked = now;
                        _sender.TryEnqueue(_pings.Next);
                        break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The connection has ended.
        }
    }

    /// <summary>Answers a fault. True when it ends the connection.</summary>
    private bool Refuse(WireFault fault)
    {
        ConnectionLog.Invalid(_log, _plan.Server, fault.Detail);
        var ends = fault.Code != WireErrorCode.InvalidData || _tally.Add(_time.Moment());
        TrySend(fault.Code);
        if (ends)
        {
            End(new LinkEnd($"the server sent {fault.Detail}", Told: true));
        }

        return ends;
    }

    private void TrySend(WireErrorCode code) => _sender.TryEnqueue(code);

    private void End(LinkEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is null)
        {
            _stop.Cancel();
        }
    }

    // To start now what is meant for later would be worse than not to start it.
    private static ExecuteMessage WithoutInstants(ExecuteMessage execute) => execute.Entries.All(entry => entry.AtMicroseconds is null)
        ? execute
        : new ExecuteMessage([.. execute.Entries.Select(entry => entry.AtMicroseconds is null ? entry : new ExecuteEntry { Id = entry.Id, Refusal = entry.Refusal ?? Answers.NoClock })]);
}
