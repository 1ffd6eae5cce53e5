using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Load.Peers;

/// <summary>
/// An agent without processes: it introduces itself as the real one does, answers pings, and says of whatever it is asked to start that it ran and ended. Over the wire it
/// cannot be told from a real one.
/// </summary>
internal sealed class SimulatedAgent
{
    private static readonly JsonElement Tree = JsonSerializer.SerializeToElement(
        new[] { new { path = "/opt/show", files = Enumerable.Range(0, 20).Select(i => $"program-{i}").ToArray(), folders = Array.Empty<object>() } });

    private static readonly JsonElement Facts = JsonSerializer.SerializeToElement(
        new { os = "Debian GNU/Linux 13", architecture = "x64", processors = 8, memory = 16_000_000_000L, agent = "0.1.0" });

    private readonly ConnectionContext _connection;
    private readonly PacketChannel _channel;
    private readonly PacketSender _sender;
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();
    private readonly ConcurrentQueue<(long Sequence, string Name)> _unacknowledged = new();
    private long _sequence;

    private SimulatedAgent(string name, ConnectionContext connection, PacketChannel channel)
    {
        Name = name;
        _connection = connection;
        _channel = channel;
        _sender = new PacketSender(channel);
    }

    internal string Name { get; }

    /// <summary>Connects, authenticates, introduces itself and has the server confirm it.</summary>
    internal static async Task<SimulatedAgent> StartAsync(
        int port, string name, string password, IPAddress source, IReadOnlyDictionary<string, string>? labels = null)
    {
        using var identity = SigningKey.Generate();
        var connection = await Dialler.ConnectAsync(port, source, abortive: true);
        var outcome = await ClientHandshake.RunAsync(
            connection.Transport, new ClientHandshakeOptions { Identity = identity, TrustOnFirstUse = true, Password = password }, TimeProvider.System);
        var agent = new SimulatedAgent(name, connection, outcome.Channel ?? throw new InvalidOperationException($"The handshake failed: {outcome.Detail}"));
        _ = agent._sender.RunAsync();
        _ = agent.RunAsync();
        agent._sender.TryEnqueue(new SetupMessage { Name = name, Labels = labels, Addresses = [source.ToString()], ExecutableTree = Tree, Facts = Facts });
        agent._sender.TryEnqueue(new SnapshotMessage(true, 0));
        await agent._known.Task;
        return agent;
    }

    /// <summary>Completes when the server has committed that a process of this name was started.</summary>
    internal Task AcknowledgedAsync(string process) =>
        _awaited.GetOrAdd(process, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    internal void Close() => _connection.Abort();

    private async Task RunAsync()
    {
        try
        {
            while (await _channel.ReadAsync() is { Kind: ChannelReadKind.Packet } read)
            {
                foreach (var message in read.Packet!.Messages)
                {
                    Handle(message);
                }
            }

            _known.TrySetException(new InvalidOperationException("The server closed the connection."));
        }
        catch (ConnectionAbortedException)
        {
            // Closed from here.
        }
    }

    private void Handle(WireMessage message)
    {
        switch (message)
        {
            case SetupCompleteMessage:
                _known.TrySetResult();
                break;
            case PingMessage ping:
                var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;
                _sender.TryEnqueue(new PongMessage(ping.T0, now, now));
                break;
            case ExecuteMessage execute:
                foreach (var entry in execute.Entries)
                {
                    Run(entry);
                }

                break;
            case CheckMessage check:
                _sender.TryEnqueue(new CheckedMessage(check.Question, [.. check.Entries.Select(entry => new ExecutedEntry(entry.Id, true))]));
                break;
            case AckMessage { Seq: { } sequence }:
                while (_unacknowledged.TryPeek(out var oldest) && oldest.Sequence <= sequence)
                {
                    _unacknowledged.TryDequeue(out _);
                    if (_awaited.TryRemove(oldest.Name, out var waiting))
                    {
                        waiting.TrySetResult();
                    }
                }

                break;
        }
    }

    private void Run(ExecuteEntry entry)
    {
        _unacknowledged.Enqueue((++_sequence, entry.Name));
        _sender.TryEnqueue(new ExecutedMessage([new ExecutedEntry(entry.Id, true)], _sequence));
        _sender.TryEnqueue(new ProcessStatusMessage(
            [new ProcessStatusEntry { Id = entry.Id!.Value, State = WireProcessState.Exited, ExitCode = 0, Attempt = 1 }], ++_sequence));
    }
}
