using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using RemoteExec.Load.Wire;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Load.Peers;

/// <summary>The real agent with its keeper, as processes, and the smallest server that can hold a conversation with it: it acknowledges everything at once and keeps nothing.</summary>
internal sealed class RealAgent : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-bench-");
    private readonly SigningKey _identity = SigningKey.Generate();
    private readonly Dictionary<WireId, TaskCompletionSource<ProcessStatusEntry>> _ends = [];
    private readonly Channel<WireMessage> _outbox = Channel.CreateUnbounded<WireMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private Process _process = null!;
    private long _ids;
    private long _outputBytes;

    /// <summary>The agent's process.</summary>
    internal int Pid => _process.Id;

    /// <summary>Its keeper's process.</summary>
    internal int KeeperPid => Process.GetProcesses().First(IsOurKeeper).Id;

    /// <summary>Bytes of output that came.</summary>
    internal long OutputBytes => Interlocked.Read(ref _outputBytes);

    /// <param name="program">The agent: a native binary, or an assembly for <c>dotnet</c>.</param>
    internal static async Task<RealAgent> StartAsync(string program)
    {
        var agent = new RealAgent();
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var password = Path.Combine(agent._folder.FullName, "password");
        await File.WriteAllTextAsync(password, "bench\n");
        string[] arguments =
        [
            "run", "--server", $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", "--password-file", password, "--trust-on-first-use", "--allow", "/usr/bin", "--allow", "/bin",
            "--on-exit", "stop", "--data", Path.Combine(agent._folder.FullName, "data"),
        ];
        var start = program.EndsWith(".dll", StringComparison.Ordinal) ? new ProcessStartInfo("dotnet", [program, .. arguments]) : new ProcessStartInfo(program, arguments);
        start.RedirectStandardOutput = true;
        agent._process = Process.Start(start)!;
        _ = agent._process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        var socket = await listener.AcceptSocketAsync();
        listener.Stop();
        socket.NoDelay = true;
        var stream = new NetworkStream(socket, ownsSocket: true);
        var outcome = await ServerHandshake.RunAsync(
            new Duplex(PipeReader.Create(stream), PipeWriter.Create(stream)),
            new ServerHandshakeOptions { Identity = agent._identity, AddressAllowed = true, PlainAllowed = true },
            new AdmitAll(),
            TimeProvider.System,
            CancellationToken.None);
        var channel = outcome.Channel ?? throw new InvalidOperationException($"The agent was not let in: {outcome.Fault?.Detail}");
        var ready = new TaskCompletionSource();
        _ = agent.ReceiveAsync(channel, ready);
        _ = agent.SendAsync(channel);
        await ready.Task;
        return agent;
    }

    /// <summary>Starts a program and waits for its last word.</summary>
    internal Task<ProcessStatusEntry> RunAsync(string application, params string[] arguments)
    {
        var id = new WireId(Interlocked.Increment(ref _ids));
        var end = new TaskCompletionSource<ProcessStatusEntry>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _ends.Add(id, end);
        }

        _outbox.Writer.TryWrite(new ExecuteMessage([new ExecuteEntry { Id = id, Application = application, Path = "/bin", Arguments = arguments }]));
        return end.Task;
    }

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _identity.Dispose();
        _folder.Delete(recursive: true);
    }

    private bool IsOurKeeper(Process process)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{process.Id}/cmdline").Split('\0');
            return words.Contains("keeper") && words.Any(word => word.StartsWith(_folder.FullName, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task SendAsync(PacketChannel channel)
    {
        while (await _outbox.Reader.WaitToReadAsync())
        {
            while (_outbox.Reader.TryRead(out var message))
            {
                channel.Write(message);
            }

            await channel.FlushAsync();
        }
    }

    private async Task ReceiveAsync(PacketChannel channel, TaskCompletionSource ready)
    {
        while (await channel.ReadAsync(CancellationToken.None) is { Kind: ChannelReadKind.Packet, Packet.Messages: { } messages })
        {
            foreach (var message in messages)
            {
                Handle(message, ready);
            }
        }
    }

    private void Handle(WireMessage message, TaskCompletionSource ready)
    {
        switch (message)
        {
            case SetupMessage setup:
                _outbox.Writer.TryWrite(new SetupCompleteMessage("bench", setup.Name ?? "bench"));
                break;
            case SnapshotMessage:
                ready.TrySetResult();
                break;
            case ExecutedMessage executed:
                _outbox.Writer.TryWrite(new AckMessage(executed.Sequence));
                break;
            case ProcessStatusMessage statuses:
                _outbox.Writer.TryWrite(new AckMessage(statuses.Sequence));
                foreach (var status in statuses.Entries.Where(status => status.State is WireProcessState.Exited or WireProcessState.Closed or WireProcessState.Unknown))
                {
                    lock (_gate)
                    {
                        if (_ends.Remove(status.Id, out var end))
                        {
                            end.SetResult(status);
                        }
                    }
                }

                break;
            case OutputMessage output:
                foreach (var piece in output.Pieces)
                {
                    Interlocked.Add(ref _outputBytes, piece.Text?.Length ?? piece.Bytes!.Length);
                }

                _outbox.Writer.TryWrite(new AckMessage(
                    null, [.. output.Pieces.GroupBy(piece => (piece.Id, piece.Stream)).Select(group => new OutputAck(group.Key.Id, group.Key.Stream, group.Max(End)))]));
                break;
        }
    }

    // What is written here is ASCII.
    private static long End(OutputPiece piece) => piece.Offset + (piece.Text?.Length ?? piece.Bytes!.Length);

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
