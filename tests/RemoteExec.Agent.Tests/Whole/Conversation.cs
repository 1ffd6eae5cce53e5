using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>One connection of an agent, as its server sees it.</summary>
internal sealed class Conversation(Socket socket, IDuplexPipe pipe, ServerHandshakeOutcome outcome) : IDisposable
{
    private readonly List<WireMessage> _heard = [];

    internal ServerHandshakeOutcome Outcome => outcome;

    internal PacketChannel Channel => outcome.Channel!;

    /// <summary>Everything that was heard so far.</summary>
    internal IReadOnlyList<WireMessage> Heard => _heard;

    internal IEnumerable<ProcessStatusEntry> Statuses => _heard.OfType<ProcessStatusMessage>().SelectMany(message => message.Entries);

    internal IEnumerable<ExecutedEntry> Answers => _heard.OfType<ExecutedMessage>().SelectMany(message => message.Entries);

    /// <summary>How far this server's clock is ahead of the machine's, µs; null: it does not answer pings.</summary>
    internal long? Ahead { get; init; }

    /// <summary>What its clock says.</summary>
    internal long Now => ((DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) + (Ahead ?? 0);

    internal async Task SendAsync(WireMessage message)
    {
        Channel.Write(message);
        await Channel.FlushAsync();
    }

    internal Task ExecuteAsync(params ExecuteEntry[] entries) => SendAsync(new ExecuteMessage(entries));

    /// <summary>Listens until something is so.</summary>
    internal async Task UntilAsync(Func<Conversation, bool> isSo)
    {
        using var patience = new CancellationTokenSource(ServerEnd.Patience);
        while (!isSo(this))
        {
            try
            {
                var read = await Channel.ReadAsync(patience.Token);
                Assert.True(read.Kind == ChannelReadKind.Packet, $"{read.Kind} {read.Fault.Detail}; heard {Describe()}");
                Assert.True(read.Packet!.Error is null, $"error {read.Packet.Error}");
                _heard.AddRange(read.Packet.Messages);
                foreach (var ping in read.Packet.Messages.OfType<PingMessage>().Where(_ => Ahead is not null))
                {
                    var now = Now;
                    await SendAsync(new PongMessage(ping.T0, now, now));
                }
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"It did not come about. Heard: {Describe()}");
            }
        }
    }

    internal Task UntilReadyAsync() => UntilAsync(c => c.Heard.Any(message => message is SnapshotMessage));

    internal Task UntilEndedAsync(WireId id) => UntilAsync(c => c.Statuses.Any(s => s.Id == id && s.State is WireProcessState.Exited or WireProcessState.Closed or WireProcessState.Unknown)
        || c.Answers.Any(a => a.Id == id && !a.Started));

    internal string Output(WireId id, WireStream stream = WireStream.Stdout)
    {
        var bytes = new SortedDictionary<long, byte[]>();
        foreach (var piece in _heard.OfType<OutputMessage>().SelectMany(message => message.Pieces).Where(piece => piece.Id == id && piece.Stream == stream))
        {
            bytes[piece.Offset] = piece.Bytes ?? Encoding.UTF8.GetBytes(piece.Text!);
        }

        return Encoding.UTF8.GetString([.. bytes.Values.SelectMany(b => b)]);
    }

    /// <summary>Acknowledges every report that was heard.</summary>
    internal Task AcknowledgeAsync() => SendAsync(new AckMessage(
        _heard.Max(message => message switch { ExecutedMessage e => e.Sequence, ProcessStatusMessage s => s.Sequence, _ => null })));

    /// <summary>Pulls the cable.</summary>
    internal void Cut() => socket.Close(0);

    public void Dispose()
    {
        outcome.Channel?.Dispose();
        pipe.Output.CancelPendingFlush();
        socket.Dispose();
    }

    private string Describe() => string.Join("\n", _heard);
}
