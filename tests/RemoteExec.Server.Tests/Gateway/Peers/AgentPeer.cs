using System.Net;
using System.Threading.Channels;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Server.Tests.Gateway.Peers;

/// <summary>A peer that keeps to the protocol, made of the same parts as our agent's connection.</summary>
internal sealed class AgentPeer : IAsyncDisposable
{
    private readonly SocketPipe _pipe;
    private readonly PacketChannel _channel;
    private readonly AgentPeerOptions _options;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Channel<WireMessage> _received = Channel.CreateUnbounded<WireMessage>();
    private readonly Task _listening;
    private long _sequence;

    private AgentPeer(SocketPipe pipe, PacketChannel channel, AgentPeerOptions options)
    {
        _pipe = pipe;
        _channel = channel;
        _options = options;
        _listening = Task.Run(ListenAsync);
    }

    /// <summary>How the connection ended; null while it lives.</summary>
    internal string? Ended { get; private set; }

    /// <summary>The last error it was sent.</summary>
    internal WireErrorCode Error { get; private set; }

    internal IPAddress From => _options.From;

    /// <summary>Connects, introduces itself and sends its snapshot.</summary>
    internal static Task<AgentPeer> ConnectAsync(TestServer server, AgentPeerOptions options) =>
        ConnectAsync(server.Agents, server.Password, options);

    internal static async Task<AgentPeer> ConnectAsync(IPEndPoint server, string password, AgentPeerOptions options)
    {
        var (pipe, outcome) = await MeetAsync(server, password, options);
        Assert.True(outcome.Channel is not null, $"It was not let in: {outcome.End} {outcome.Error} {outcome.Detail}");
        var peer = new AgentPeer(pipe, outcome.Channel, options);
        if (peer.Has(WireExtensions.Setup))
        {
            await peer.SendAsync(new SetupMessage { Name = options.Name });
            await peer.ReceiveAsync<SetupCompleteMessage>();
        }

        if (peer.Has(WireExtensions.Journal))
        {
            if (options.Snapshot.Count > 0)
            {
                await peer.TellAsync([.. options.Snapshot]);
            }

            await peer.SendAsync(new SnapshotMessage(true, options.HighestId));
        }

        return peer;
    }

    /// <summary>Only the handshake, for those that are to be refused or leave after it.</summary>
    internal static async Task<ClientHandshakeOutcome> TryMeetAsync(TestServer server, AgentPeerOptions options)
    {
        var (pipe, outcome) = await MeetAsync(server.Agents, server.Password, options);
        outcome.Channel?.Dispose();
        pipe.Dispose();
        return outcome;
    }

    internal bool Has(WireExtensions extension) => _channel.Extensions.HasFlag(extension);

    internal async Task SendAsync(params WireMessage[] messages)
    {
        await _writing.WaitAsync();
        try
        {
            foreach (var message in messages)
            {
                _channel.Write(message);
            }

            await _channel.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Tells of processes; the packet's number in the journal comes back.</summary>
    internal async Task<long> TellAsync(params ProcessStatusEntry[] entries)
    {
        var sequence = Has(WireExtensions.Journal) ? Interlocked.Increment(ref _sequence) : (long?)null;
        await SendAsync(new ProcessStatusMessage(entries, sequence));
        return sequence ?? 0;
    }

    internal static ProcessStatusEntry Status(long id, WireProcessState state, int? exitCode = null) =>
        new() { Id = new WireId(id), State = state, ExitCode = exitCode };

    /// <summary>Answers one entry.</summary>
    internal Task AnswerAsync(WireId id, bool started, string message = "") => SendAsync(new ExecutedMessage(
        [new ExecutedEntry(id, started, message)], Has(WireExtensions.Journal) ? Interlocked.Increment(ref _sequence) : null));

    /// <summary>The next message of a kind; others are passed over.</summary>
    internal async Task<T> ReceiveAsync<T>(Func<T, bool>? wanted = null)
        where T : WireMessage
    {
        using var patience = new CancellationTokenSource(TestServer.Patience);
        while (true)
        {
            if (await _received.Reader.ReadAsync(patience.Token) is T message && wanted?.Invoke(message) != false)
            {
                return message;
            }
        }
    }

    /// <summary>Waits until the server has acknowledged so far.</summary>
    internal Task AcknowledgedAsync(long sequence) => ReceiveAsync<AckMessage>(ack => ack.Seq >= sequence);

    /// <summary>Waits until the connection has ended.</summary>
    internal Task EndAsync() => _listening.WaitAsync(TestServer.Patience);

    public async ValueTask DisposeAsync()
    {
        _pipe.Dispose();
        await _listening;
        _channel.Dispose();
        _writing.Dispose();
    }

    private static async Task<(SocketPipe Pipe, ClientHandshakeOutcome Outcome)> MeetAsync(IPEndPoint server, string password, AgentPeerOptions options)
    {
        var pipe = await SocketPipe.DialAsync(server, options.From);
        using var made = options.Identity is null ? SigningKey.Generate() : null;
        var outcome = await ClientHandshake.RunAsync(
            pipe,
            new ClientHandshakeOptions
            {
                Dialect = options.Dialect,
                Offer = options.Offer,
                Identity = options.Identity ?? made,
                TrustOnFirstUse = true,
                PlainAllowed = true,
                Password = options.ShowsPassword ? options.Password ?? password : null,
                Token = options.Token,
                Deadline = TestServer.Patience,
                KeyDeadline = TestServer.Patience,
            },
            TimeProvider.System);
        return (pipe, outcome);
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                var read = await _channel.ReadAsync();
                if (read.Kind != ChannelReadKind.Packet)
                {
                    Ended = read.Kind.ToString();
                    return;
                }

                Error = read.Packet!.Error ?? Error;
                foreach (var message in read.Packet.Messages)
                {
                    await HandleAsync(message);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Ended = "the connection was lost";
        }
        finally
        {
            _received.Writer.TryComplete();
        }
    }

    private async Task HandleAsync(WireMessage message)
    {
        if (message is PingMessage ping)
        {
            await SendAsync(new PongMessage(ping.T0, ping.T0, ping.T0));
        }
        else if (message is ExecuteMessage execute && _options.Serves)
        {
            foreach (var entry in execute.Entries)
            {
                await AnswerAsync(entry.Id!.Value, true);
                await TellAsync(Status(entry.Id.Value.Number!.Value, WireProcessState.Exited, 0));
            }
        }

        _received.Writer.TryWrite(message);
    }
}
