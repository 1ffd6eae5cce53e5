using System.IO.Pipelines;
using System.Threading.Channels;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Protocol.Tests.Sessions;

public class PacketSenderTests
{
    [Fact]
    public async Task Run_QueuedMessages_ArriveInOrderAndTheEndIsTheEnd()
    {
        var cable = new Cable();
        using var channel = Channels.Of(cable.Server);
        using var peer = Channels.Of(cable.Client, extensions: WireExtensions.Identity);
        var sender = new PacketSender(channel);
        for (var i = 0; i < 10; i++)
        {
            Assert.True(sender.TryEnqueue(new PingMessage(i)));
        }

        Assert.True(sender.TryEnqueue(WireErrorCode.InvalidData));
        sender.Complete();
        Assert.False(sender.TryEnqueue(new PingMessage(99)));
        await sender.RunAsync().Soon();

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(i, Assert.IsType<PingMessage>((await peer.ReadAsync().AsTask().Soon()).Packet!.Single).T0);
        }

        Assert.Equal(WireErrorCode.InvalidData, (await peer.ReadAsync().AsTask().Soon()).Packet!.Error);
    }

    // What says when it leaves is made when it leaves, in its turn.
    [Fact]
    public async Task TryEnqueue_LateMessage_IsMadeWhenItsTurnComes()
    {
        var cable = new Cable();
        using var channel = Channels.Of(cable.Server);
        using var peer = Channels.Of(cable.Client);
        var sender = new PacketSender(channel);
        var now = 0;
        Assert.True(sender.TryEnqueue(() => new PingMessage(++now)));
        Assert.True(sender.TryEnqueue(new PingMessage(7)));
        Assert.True(sender.TryEnqueue(() => new PingMessage(++now)));
        now = 100;
        sender.Complete();
        Assert.False(sender.TryEnqueue(() => new PingMessage(0)));
        await sender.RunAsync().Soon();
        cable.Server.Output.Complete();

        Assert.Equal([101, 7, 102], (await Channels.ReadToEndAsync(peer)).SkipLast(1).Select(read => ((PingMessage)read.Packet!.Single!).T0));
    }

    [Fact]
    public async Task TryEnqueue_QueueFull_IsFalseAndWhatWaitsIsStillSent()
    {
        var cable = new Cable();
        using var channel = Channels.Of(cable.Server);
        using var peer = Channels.Of(cable.Client);
        var sender = new PacketSender(channel, capacity: 3);
        Assert.All(Enumerable.Range(0, 3), i => Assert.True(sender.TryEnqueue(new PingMessage(i))));

        Assert.False(sender.TryEnqueue(new PingMessage(3)));
        Assert.False(sender.TryEnqueue(WireErrorCode.InvalidData));
        sender.Complete();
        await sender.RunAsync().Soon();
        cable.Server.Output.Complete();

        Assert.Equal([0, 1, 2], (await Channels.ReadToEndAsync(peer)).SkipLast(1).Select(read => ((PingMessage)read.Packet!.Single!).T0));
    }

    [Fact]
    public void Capacity_IsThatOfTheSpecification() => Assert.Equal(1_024, SessionLimits.SendQueue);

    // A peer that does not read: its queue fills, memory does not, and nothing of what was accepted is lost when it reads again.
    [Fact]
    public async Task Run_PeerDoesNotRead_HoldsLittleBesidesTheQueue()
    {
        var cable = new Cable(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1, useSynchronizationContext: false));
        using var channel = Channels.Of(cable.Server);
        var sender = new PacketSender(channel, capacity: 100);
        var large = new string('x', 30_000);
        var accepted = 0;
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(Enqueue()));
        var running = sender.RunAsync();
        while (Enqueue())
        {
            // It takes out what fits between two flushes, at once, and then waits.
        }

        Assert.False(running.IsCompleted);
        Assert.InRange(accepted, 100, 103);

        var peer = Channels.Of(cable.Client);
        peer.RaiseLimit();
        sender.Complete();
        for (var i = 0; i < accepted; i++)
        {
            Assert.StartsWith($"{i} ", Assert.IsType<BrowseMessage>((await peer.ReadAsync().AsTask().Soon()).Packet!.Single).Path, StringComparison.Ordinal);
        }

        // Gives back what it read: until then the last flush waits for it.
        peer.Dispose();
        await running.Soon();

        bool Enqueue()
        {
            var isTaken = sender.TryEnqueue(new BrowseMessage($"{accepted} {large}"));
            accepted += isTaken ? 1 : 0;
            return isTaken;
        }
    }

    [Fact]
    public async Task Enqueue_QueueFull_WaitsForRoom()
    {
        var cable = new Cable();
        using var channel = Channels.Of(cable.Server);
        var sender = new PacketSender(channel, capacity: 1);
        await sender.EnqueueAsync(new PingMessage(0), CancellationToken.None);
        var waiting = sender.EnqueueAsync(new PingMessage(1), CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);

        var running = sender.RunAsync();
        await waiting.Soon();
        sender.Complete();
        await running.Soon();
    }

    [Fact]
    public async Task Run_PeerStopsReadingForGood_EndsAndTakesNoMore()
    {
        var cable = new Cable();
        using var channel = Channels.Of(cable.Server);
        var sender = new PacketSender(channel, capacity: 1);
        cable.Client.Input.Complete();
        Assert.True(sender.TryEnqueue(new PingMessage(0)));

        await sender.RunAsync().Soon();

        Assert.False(sender.TryEnqueue(new PingMessage(1)));
        await Assert.ThrowsAsync<ChannelClosedException>(() => sender.EnqueueAsync(new PingMessage(1), CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Run_Cancelled_SendsNoMoreOfWhatWaits()
    {
        var cable = new Cable(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1, useSynchronizationContext: false));
        using var channel = Channels.Of(cable.Server, FrameDialect.LE4);
        using var peer = Channels.Of(cable.Client, FrameDialect.LE4);
        using var stop = new CancellationTokenSource();
        var sender = new PacketSender(channel);
        Assert.All(Enumerable.Range(0, 10), i => Assert.True(sender.TryEnqueue(new PingMessage(i))));
        var running = sender.RunAsync(stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Soon());
        Assert.False(sender.TryEnqueue(new PingMessage(10)));
        cable.Server.Output.Complete();
        Assert.Single((await Channels.ReadToEndAsync(peer)).SkipLast(1));
    }

    [Fact]
    public async Task Run_ConnectionReset_Throws()
    {
        var cable = new Cable(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1, useSynchronizationContext: false));
        using var channel = Channels.Of(cable.Server);
        var sender = new PacketSender(channel);
        sender.TryEnqueue(new PingMessage(0));
        cable.Client.Input.Complete(new IOException("reset"));

        await Assert.ThrowsAsync<IOException>(() => sender.RunAsync().Soon());
        Assert.False(sender.TryEnqueue(new PingMessage(1)));
    }

    // The legacy server loses its place when a frame arrives in pieces, or two in one.
    [Fact]
    public async Task Run_LE4_WritesEachFrameByItselfAndSmall()
    {
        var writes = new RecordingWriter();
        using var channel = Channels.Of(writes, FrameDialect.LE4);
        var sender = new PacketSender(channel);
        sender.TryEnqueue(new ExecutedMessage([.. Enumerable.Range(0, 100).Select(i => new ExecutedEntry(new WireId(i), false, "not found: nothing of that name is there"))]));
        sender.TryEnqueue(WireErrorCode.InvalidData);
        sender.TryEnqueue(new ProcessStatusMessage([new ProcessStatusEntry { Id = new WireId(1), State = WireProcessState.Running }]));
        sender.Complete();
        await sender.RunAsync().Soon();

        var ids = new List<WireId?>();
        var frames = writes.Flushed.Where(bytes => bytes.Length > 0).ToList();
        foreach (var bytes in frames)
        {
            Assert.InRange(bytes.Length, 1, FrameLimits.LegacyFrameTarget);
            using var receiver = Channels.Receiving(bytes, FrameDialect.LE4);
            var reads = await Channels.ReadToEndAsync(receiver);
            Assert.Equal([ChannelReadKind.Packet, ChannelReadKind.Closed], reads.Select(read => read.Kind));
            ids.AddRange((reads[0].Packet!.Single as ExecutedMessage)?.Entries.Select(entry => entry.Id) ?? []);
        }

        Assert.True(frames.Count > 5, $"{frames.Count} frames");
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (WireId?)new WireId(i)), ids);
    }

    [Fact]
    public async Task Run_OtherDialects_WriteWhatWaitsTogetherAtOnce()
    {
        var writes = new RecordingWriter();
        using var channel = Channels.Of(writes);
        var sender = new PacketSender(channel);
        Assert.All(Enumerable.Range(0, 50), i => Assert.True(sender.TryEnqueue(new PingMessage(i))));
        sender.Complete();
        await sender.RunAsync().Soon();

        Assert.Single(writes.Flushed, bytes => bytes.Length > 0);
    }

    [Fact]
    public async Task Run_MoreThanOnePacketHolds_IsSplit()
    {
        var cable = new Cable(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        using var channel = Channels.Of(cable.Server);
        using var peer = Channels.Of(cable.Client);
        peer.RaiseLimit();
        var sender = new PacketSender(channel);
        var argument = new string('x', 4_096);
        sender.TryEnqueue(new ExecuteMessage([.. Enumerable.Range(0, 100).Select(i => new ExecuteEntry { Id = new WireId(i), Application = "x", Arguments = [argument] })]));
        sender.TryEnqueue(new ExecutedMessage([.. Enumerable.Range(0, 600).Select(i => new ExecutedEntry(new WireId(i), true))], 17));
        sender.Complete();
        await sender.RunAsync().Soon();
        cable.Server.Output.Complete();

        var reads = (await Channels.ReadToEndAsync(peer)).SkipLast(1).Select(read => read.Packet!.Single!).ToList();

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (WireId?)new WireId(i)), reads.OfType<ExecuteMessage>().SelectMany(m => m.Entries).Select(e => e.Id));
        Assert.Equal(Enumerable.Range(0, 600).Select(i => (WireId?)new WireId(i)), reads.OfType<ExecutedMessage>().SelectMany(m => m.Entries).Select(e => e.Id));
        Assert.All(reads.OfType<ExecutedMessage>().SkipLast(1), part => Assert.Null(part.Sequence));
        Assert.Equal(17, reads.OfType<ExecutedMessage>().Last().Sequence);
    }

    /// <summary>Notes what each flush sends.</summary>
    private sealed class RecordingWriter : PipeWriter, IDuplexPipe
    {
        private readonly System.Buffers.ArrayBufferWriter<byte> _unflushed = new();

        internal List<byte[]> Flushed { get; } = [];

        public PipeReader Input { get; } = new Pipe().Reader;

        public PipeWriter Output => this;

        public override void Advance(int bytes) => _unflushed.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => _unflushed.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => _unflushed.GetSpan(sizeHint);

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            Flushed.Add(_unflushed.WrittenSpan.ToArray());
            _unflushed.ResetWrittenCount();
            return ValueTask.FromResult(default(FlushResult));
        }
    }
}
