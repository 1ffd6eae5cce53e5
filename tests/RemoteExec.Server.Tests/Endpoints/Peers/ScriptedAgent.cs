using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Server.Tests.Endpoints.Peers;

/// <summary>What a scripted agent shows of itself.</summary>
internal sealed record ScriptedAgentOptions
{
    internal string Name { get; init; } = "";

    internal Dictionary<string, string>? Labels { get; init; }

    internal SetupNetwork[]? Networks { get; init; }

    internal WireExtensions Offer { get; init; } = Usual;

    /// <summary>All but <c>check</c>: it answers nothing by itself, and every run would wait for its answer.</summary>
    internal const WireExtensions Usual = WireExtensions.All & ~WireExtensions.Check;

    /// <summary>Which life of which computer it is; null: it does not say.</summary>
    internal string? Instance { get; init; }

    internal SigningKey? Identity { get; init; }

    internal JoinToken? Token { get; init; }

    internal long HighestId { get; init; }

    internal ProcessStatusEntry[] Snapshot { get; init; } = [];
}

/// <summary>An agent on the real wire that does what a test says, and nothing by itself.</summary>
internal sealed class ScriptedAgent : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly PacketChannel _channel;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Channel<WireMessage> _heard = Channel.CreateUnbounded<WireMessage>();
    private readonly List<WireMessage> _passedOver = [];
    private readonly Task _listening;
    private long _sequence;

    private ScriptedAgent(Socket socket, PacketChannel channel)
    {
        _socket = socket;
        _channel = channel;
        _listening = Task.Run(ListenAsync);
    }

    /// <summary>The machine's id and name, as the server gave them.</summary>
    internal string MachineId { get; private set; } = "";

    internal string Name { get; private set; } = "";

    internal static async Task<ScriptedAgent> ConnectAsync(ApiServer server, ScriptedAgentOptions options)
    {
        var (agent, error) = await TryConnectAsync(server, options);
        Assert.True(agent is not null, $"It was not let in: {error}.");
        return agent;
    }

    /// <summary>Connects, introduces itself and tells its snapshot; or says which error it was sent.</summary>
    internal static Task<(ScriptedAgent? Agent, WireErrorCode Error)> TryConnectAsync(ApiServer server, ScriptedAgentOptions options) =>
        TryConnectAsync(server.Agents, server.Password, options);

    /// <summary>The same, wherever the server is.</summary>
    internal static async Task<(ScriptedAgent? Agent, WireErrorCode Error)> TryConnectAsync(IPEndPoint server, string password, ScriptedAgentOptions options)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        var stream = new NetworkStream(socket, ownsSocket: true);
        using var made = options.Identity is null ? SigningKey.Generate() : null;
        var outcome = await ClientHandshake.RunAsync(
            new Pipe(PipeReader.Create(stream), PipeWriter.Create(stream)),
            new ClientHandshakeOptions
            {
                Offer = options.Offer,
                Identity = options.Identity ?? made,
                TrustOnFirstUse = true,
                PlainAllowed = true,
                Password = options.Token is null ? password : null,
                Token = options.Token,
                Deadline = ApiServer.Patience,
                KeyDeadline = ApiServer.Patience,
            },
            TimeProvider.System);
        if (outcome.Channel is null)
        {
            socket.Dispose();
            return (null, outcome.Error);
        }

        var agent = new ScriptedAgent(socket, outcome.Channel);
        await agent.IntroduceAsync(options);
        return (agent, WireErrorCode.None);
    }

    internal async Task<ExecuteEntry> NextExecuteAsync() => Assert.Single((await HearAsync<ExecuteMessage>()).Entries);

    /// <summary>The next message of a kind; others are kept for whoever asks for them.</summary>
    internal async Task<T> HearAsync<T>(Func<T, bool>? wanted = null)
        where T : WireMessage
    {
        using var patience = new CancellationTokenSource(ApiServer.Patience);
        while (true)
        {
            if (_passedOver.OfType<T>().FirstOrDefault(message => wanted?.Invoke(message) != false) is { } found)
            {
                _passedOver.Remove(found);
                return found;
            }

            _passedOver.Add(await _heard.Reader.ReadAsync(patience.Token));
        }
    }

    internal Task StartedAsync(long wireId, bool started = true, string message = "") =>
        SayAsync(sequence => new ExecutedMessage([new ExecutedEntry(new WireId(wireId), started, message)], sequence));

    internal Task StatusAsync(long wireId, WireProcessState state, int? exitCode = null, string message = "") =>
        SayAsync(sequence => new ProcessStatusMessage([new ProcessStatusEntry { Id = new WireId(wireId), State = state, ExitCode = exitCode, Message = message }], sequence));

    internal Task StatusAsync(ProcessStatusEntry status) => SayAsync(sequence => new ProcessStatusMessage([status], sequence));

    internal Task OutputAsync(long wireId, WireStream stream, long offset, byte[] bytes) =>
        SendAsync(new OutputMessage([new OutputPiece { Id = new WireId(wireId), Stream = stream, Offset = offset, Bytes = bytes }]));

    /// <summary>Takes the next entry and says that it runs.</summary>
    internal async Task<long> RunNextAsync()
    {
        var id = (await NextExecuteAsync()).Id!.Value.Number!.Value;
        await StartedAsync(id);
        return id;
    }

    internal async Task SendAsync(WireMessage message)
    {
        await _writing.WaitAsync();
        try
        {
            _channel.Write(message);
            await _channel.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    internal Task EndAsync() => _listening.WaitAsync(ApiServer.Patience);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _listening;
        _channel.Dispose();
        _writing.Dispose();
    }

    private async Task IntroduceAsync(ScriptedAgentOptions options)
    {
        if (_channel.Extensions == WireExtensions.None)
        {
            return;
        }

        await SendAsync(new SetupMessage
        {
            Name = options.Name,
            Instance = options.Instance,
            Labels = options.Labels,
            Addresses = ["192.0.2.7"],
            Networks = options.Networks ?? [new SetupNetwork("02:00:5E:10:00:07", ["192.0.2.7/24", "192.0.2.7"])],
            Facts = System.Text.Json.JsonElement.Parse($$"""{"agent":"scripted 1.0","os":"test","cores":2,"host":"host-{{options.Instance}}"}"""),
            ExecutableTree = System.Text.Json.JsonElement.Parse("""[{"path":"/opt/show","files":["warp"],"folders":[]}]"""),
        });
        var setup = await HearAsync<SetupCompleteMessage>();
        (MachineId, Name) = (setup.Id, setup.Name);
        if (options.Snapshot.Length > 0)
        {
            await SayAsync(sequence => new ProcessStatusMessage(options.Snapshot, sequence));
        }

        // Acknowledged after the snapshot was heard: from then on the machine is connected.
        await SendAsync(new SnapshotMessage(true, options.HighestId));
        var last = await SayAsync(sequence => new ProcessStatusMessage([], sequence));
        await HearAsync<AckMessage>(ack => ack.Seq >= last);
    }

    private async Task<long> SayAsync(Func<long?, WireMessage> make)
    {
        var sequence = Interlocked.Increment(ref _sequence);
        await SendAsync(make(_channel.Extensions.HasFlag(WireExtensions.Journal) ? sequence : null));
        return sequence;
    }

    private async Task ListenAsync()
    {
        try
        {
            while (await _channel.ReadAsync() is { Kind: ChannelReadKind.Packet, Packet: { } packet })
            {
                foreach (var message in packet.Messages)
                {
                    _heard.Writer.TryWrite(message);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The connection has ended; whoever waits for a message is told by the closed queue.
        }
        finally
        {
            _heard.Writer.TryComplete();
        }
    }

    private sealed record Pipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
