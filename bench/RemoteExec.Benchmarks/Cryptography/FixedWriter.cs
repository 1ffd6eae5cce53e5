using System.Buffers;

namespace RemoteExec.Benchmarks.Cryptography;

/// <summary>A transport that forgets.</summary>
internal sealed class FixedWriter(int size) : IBufferWriter<byte>
{
    private readonly byte[] _buffer = new byte[size];
    private int _written;

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => _buffer.AsMemory(_written);

    public Span<byte> GetSpan(int sizeHint = 0) => _buffer.AsSpan(_written);

    internal void Reset() => _written = 0;
}
