using System.Buffers;
using BenchmarkDotNet.Attributes;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Benchmarks.Framing;

/// <summary>Headers in and out. </summary>
public class FrameBenchmarks
{
    private readonly byte[] _frame = new byte[16 + 280];
    private readonly byte[] _header = new byte[16];
    private ReadOnlySequence<byte> _whole;
    private ReadOnlySequence<byte> _pieces;

    [GlobalSetup]
    public void Setup()
    {
        FrameWriter.WriteHeader(_frame, FrameDialect.BE16, 280);
        _whole = new ReadOnlySequence<byte>(_frame);
        _pieces = Piece.Cut(_frame, 2);
    }

    [Benchmark]
    public FrameReadStatus ReadFrame()
    {
        var buffer = _whole;
        return FrameReader.TryRead(ref buffer, FrameDialect.BE16, FrameLimits.MaxDataLength, out _, out _);
    }

    [Benchmark]
    public FrameReadStatus ReadFrameCutInsideLength()
    {
        var buffer = _pieces;
        return FrameReader.TryRead(ref buffer, FrameDialect.BE16, FrameLimits.MaxDataLength, out _, out _);
    }

    [Benchmark]
    public void WriteHeader() => FrameWriter.WriteHeader(_header, FrameDialect.BE16, 280);

    [Benchmark]
    public DialectVerdict DetectDialect() => DialectDetector.Detect(_whole, out _);

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        internal static ReadOnlySequence<byte> Cut(byte[] bytes, int at)
        {
            var first = new Piece { Memory = bytes.AsMemory(0, at) };
            var second = new Piece { Memory = bytes.AsMemory(at), RunningIndex = at };
            first.Next = second;
            return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
        }
    }
}
