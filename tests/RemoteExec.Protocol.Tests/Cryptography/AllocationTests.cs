using System.Buffers;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Tests.Framing;

namespace RemoteExec.Protocol.Tests.Cryptography;

/// <summary>The hot path of the wire leaves nothing to the garbage collector once it is warm.</summary>
public class AllocationTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(1_024)]
    [InlineData(FrameLimits.MaxJsonLength)]
    public void FrameSealAndOpen_Warm_AllocateNothing(int jsonLength)
    {
        using var ends = new Ends();
        var json = new byte[jsonLength];
        var opened = new byte[jsonLength + 2];
        var writer = new FixedWriter(new byte[FrameWriter.FrameSize(FrameDialect.BE16, BoxSealer.SealedLength(jsonLength))]);

        // More rounds than nonces are remembered, so that the memory has grown to its full size.
        Exchange(ends, json, opened, writer, FrameLimits.RememberedNonces + 100);

        Assert.Equal(0, Measure(() => Exchange(ends, json, opened, writer, 100)));
    }

    [Fact]
    public void FrameSealAndOpen_InPiecesUnderTheStrictCounter_AllocateNothing()
    {
        using var ends = new Ends();
        var packets = Enumerable.Range(0, 200).Select(_ => Segments.CutAt(Ends.Seal(ends.PeerSealer, "{}"), 30)).ToArray();
        var opened = new byte[64];
        Assert.True(ends.Opener.RequireCounter());
        foreach (var packet in packets[..100])
        {
            Assert.Equal(OpenStatus.Opened, ends.Opener.Open(packet, opened, out _));
        }

        var refused = 0;
        Assert.Equal(0, Measure(() =>
        {
            for (var i = 100; i < packets.Length; i++)
            {
                refused += ends.Opener.Open(packets[i], opened, out _) == OpenStatus.Opened ? 0 : 1;
            }
        }));
        Assert.Equal(0, refused);
    }

    [Fact]
    public void DetectAndWriteHeader_Warm_AllocateNothing()
    {
        var header = new byte[17];
        void Work()
        {
            FrameWriter.WriteHeader(header, FrameDialect.LE16, 69);
            DialectDetector.Detect(new ReadOnlySequence<byte>(header), out _);
        }

        Work();
        Assert.Equal(0, Measure(Work));
    }

    private static void Exchange(Ends ends, byte[] json, byte[] opened, FixedWriter writer, int times)
    {
        for (var i = 0; i < times; i++)
        {
            writer.Reset();
            ends.PeerSealer.SealFrame(json, FrameDialect.BE16, writer);
            var buffer = new ReadOnlySequence<byte>(writer.Buffer);
            if (FrameReader.TryRead(ref buffer, FrameDialect.BE16, FrameLimits.MaxDataLength, out var data, out _) != FrameReadStatus.Frame
                || ends.Opener.Open(data, opened, out _) != OpenStatus.Opened)
            {
                throw new InvalidOperationException("The exchange failed.");
            }
        }
    }

    private static long Measure(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed class FixedWriter(byte[] buffer) : IBufferWriter<byte>
    {
        private int _written;

        internal byte[] Buffer => buffer;

        public void Advance(int count) => _written += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => buffer.AsMemory(_written);

        public Span<byte> GetSpan(int sizeHint = 0) => buffer.AsSpan(_written);

        internal void Reset() => _written = 0;
    }
}
