using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Server.Grains;

namespace RemoteExec.Server.Gateway;

/// <summary>One authenticated connection: a reader (this), a writer (<see cref="PacketSender"/>), and a pump that carries news to the machine's grain in order.</summary>
internal sealed partial class AgentSession(
    ConnectionContext connection, PacketChannel channel, ClientCredentials client, IPAddress address, SessionServices services) : IDisposable
{
    /// <summary>Packets that wait for the grain; above it the peer is not read.</summary>
    private const int ReportQueue = 256;

    private const int MostIntroductions = 32;

    private static readonly TimeSpan SetupPatience = SessionLimits.AuthenticationDeadline;

    /// <summary>From the decision to end a session to the cut: a peer that does not read must not keep it alive.</summary>
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(2);

    /// <summary>From the loss of the connection to the end of the session: what came before the loss is still taken.</summary>
    private static readonly TimeSpan LossPatience = TimeSpan.FromSeconds(5);

    private readonly PacketSender _sender = new(channel);
    private readonly FaultTally _tally = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CheckDesk _checks = new(services.Time);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _began = services.Time.Moment();
    private readonly Channel<AgentReport> _reports = Channel.CreateBounded<AgentReport>(
        new BoundedChannelOptions(ReportQueue) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });
    private MachineLink? _link;
    private int _introductions;
    private DateTimeOffset _heard = services.Time.GetUtcNow();
    private TimeSpan _heardAt = services.Time.Moment();
    private TimeSpan? _asked;
    private string? _reason;
    private long _cutAt = long.MaxValue;
    private volatile bool _paused;
    private volatile bool _over;

    internal Guid Id { get; } = Guid.NewGuid();

    /// <summary>Completes when the session is over.</summary>
    internal Task Ended => _ended.Task;

    private string Who => _link?.Name ?? "(not introduced)";

    private bool Has(WireExtensions extension) => channel.Extensions.HasFlag(extension);

    /// <summary>Serves the connection to its end.</summary>
    internal async Task RunAsync()
    {
        services.Sessions.Add(this);
        services.Metrics.Connected();
        using var closed = connection.ConnectionClosed.Register(() => CutAfter(LossPatience));
        var sending = SendAsync();
        var pumping = PumpAsync();
        try
        {
            if (!Has(WireExtensions.Setup))
            {
                await AttachAsync(null).ConfigureAwait(false);
            }

            await ReceiveAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ended from elsewhere, which gave the reason; or cut by the transport, which has none.
            End("the connection was lost");
        }
        catch (Exception e)
        {
            GatewayLog.Failed(services.Log, Who, address.ToString(), e);
            End("the session failed");
        }
        finally
        {
            _over = true;
            _checks.Close();
            _reports.Writer.TryComplete();
            _sender.Complete();
            CutAfter(FarewellPatience);
            await Task.WhenAll(sending, pumping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await UnregisterAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Says goodbye and ends.</summary>
    internal void Close(string reason, int? reconnectAfter)
    {
        if (channel.Extensions != WireExtensions.None)
        {
            _sender.TryEnqueue(new ByeMessage(reason, reconnectAfter));
        }

        End(reason);
    }

    /// <summary>Ends without another word.</summary>
    internal void Cut()
    {
        End("the connection was lost");
        connection.Abort(new ConnectionAbortedException("The session is over."));
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It is over already.
        }
    }

    /// <summary>Asks the peer what it would start; null when it does not answer.</summary>
    internal Task<IReadOnlyList<ExecutedNews>?> CheckAsync(IReadOnlyList<ExecuteEntry> entries) => _checks.AskAsync(entries, channel.Dialect, Send);

    /// <summary>Sends a message; a peer that does not take it in time is let go.</summary>
    internal bool Send(WireMessage message) => Heed(_sender.TryEnqueue(message));

    private bool Heed(bool taken)
    {
        if (taken)
        {
            return true;
        }

        if (_reason is null)
        {
            GatewayLog.Slow(services.Log, Who, address.ToString(), SessionLimits.SendQueue);
            _sender.GiveUp(channel.Extensions == WireExtensions.None ? null : new ByeMessage(ByeReasons.Slow, null));
            End("it does not read what is sent to it");
        }

        return false;
    }

    /// <summary>The sweep: pings the silent, lets the dead go, cuts those that do not hear that they should go.</summary>
    internal void LookAround(TimeSpan now)
    {
        if (now.Ticks >= Volatile.Read(ref _cutAt))
        {
            Cut();
            return;
        }

        if (_reason is not null)
        {
            return;
        }

        if (_link is null && now - _began > SetupPatience)
        {
            Refuse(new WireFault(WireErrorCode.InvalidData, "setup did not come"));
            return;
        }

        if (!Has(WireExtensions.Ping))
        {
            return;
        }

        switch (KeepAlive.Judge(_heardAt, _asked, now))
        {
            case Silence.Dead when !_paused:
                End("it was silent for 45 s");
                Cut();
                break;
            case Silence.Dead when now - (_asked ?? _heardAt) < SessionLimits.PingAfter:
                break;
            case Silence.Dead or Silence.AskNow:
                // A peer that we do not listen to for a while, because its news cannot be stored, is not silent; it hears this, and knows that we live.
                _asked = now;
                Send(new PingMessage(Clock.Microseconds(services.Time.GetUtcNow())));
                break;
        }
    }

    public void Dispose() => _stop.Dispose();

    private async Task ReceiveAsync()
    {
        while (true)
        {
            var read = await channel.ReadAsync(_stop.Token).ConfigureAwait(false);
            _heard = services.Time.GetUtcNow();
            _heardAt = services.Time.Moment();
            switch (read.Kind)
            {
                case ChannelReadKind.Packet when read.Packet!.Error is { } error:
                    GatewayLog.PeerError(services.Log, Who, address.ToString(), (int)error, error.Describe());
                    break;
                case ChannelReadKind.Packet:
                    foreach (var message in read.Packet!.Messages)
                    {
                        await HandleAsync(message).ConfigureAwait(false);
                    }

                    break;
                case ChannelReadKind.Fault when !Refuse(read.Fault):
                    break;
                case ChannelReadKind.Closed:
                    End("it closed the connection");
                    return;
                case ChannelReadKind.Truncated:
                    End("the connection ended inside a packet");
                    return;
                default:
                    return;
            }
        }
    }

    private async Task PumpAsync()
    {
        await foreach (var report in _reports.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                while (!await _link!.Grain.ReportAsync(Id, report).ConfigureAwait(false))
                {
                    // Too much of this machine waits for the database; what it sends waits with it, and the peer is held back.
                    if (_over)
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                // What was not acknowledged is told again after the next connection.
                GatewayLog.Failed(services.Log, Who, address.ToString(), e);
                End("its news could not be taken");
                await _stop.CancelAsync().ConfigureAwait(false);

                // Nor what came after it: taken out of order it would count as all there.
                return;
            }
        }
    }

    private async Task SendAsync()
    {
        try
        {
            await _sender.RunAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The reader finds out too, after it has read what came before.
            CutAfter(LossPatience);
            return;
        }
        catch (Exception e)
        {
            GatewayLog.Failed(services.Log, Who, address.ToString(), e);
            End("the session failed");
        }

        if (_reason is not null)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Answers a fault. True when it ends the connection.</summary>
    private bool Refuse(WireFault fault)
    {
        GatewayLog.Invalid(services.Log, Who, address.ToString(), fault.Detail, (int)fault.Code);
        var ends = fault.Code != WireErrorCode.InvalidData || _link is null || _tally.Add(services.Time.Moment());
        _sender.TryEnqueue(fault.Code);
        if (ends)
        {
            End($"error {(int)fault.Code}");
        }

        return ends;
    }

    private void Drop(string detail) => GatewayLog.Dropped(services.Log, Who, address.ToString(), detail);

    /// <summary>The first reason wins.</summary>
    private void End(string reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
        {
            CutAfter(FarewellPatience);
            _sender.Complete();
        }
    }

    /// <summary>The earliest one counts.</summary>
    private void CutAfter(TimeSpan patience)
    {
        var at = (services.Time.Moment() + patience).Ticks;
        long known;
        while (at < (known = Volatile.Read(ref _cutAt)) && Interlocked.CompareExchange(ref _cutAt, at, known) != known)
        {
        }
    }

    private async Task UnregisterAsync()
    {
        services.Sessions.Remove(this);
        services.Metrics.Disconnected();
        try
        {
            if (_link is not null)
            {
                GatewayLog.Disconnected(services.Log, Who, address.ToString(), _reason ?? "closed");
                await _link.DetachAsync(_reason ?? "closed").ConfigureAwait(false);
            }
        }
        finally
        {
            _ended.TrySetResult();
        }
    }
}
