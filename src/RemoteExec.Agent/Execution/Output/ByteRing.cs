namespace RemoteExec.Agent.Execution.Output;

/// <summary>A queue of bytes with positions that never repeat: what is taken from the front is gone, the rest keeps its offset. Holds no memory while it is empty.</summary>
internal sealed class ByteRing
{
    private const int Smallest = 4 * 1024;

    private byte[] _bytes = [];
    private int _head;

    /// <summary>Offset of the first byte that is there.</summary>
    internal long Start { get; private set; }

    /// <summary>Bytes that are there.</summary>
    internal int Length { get; private set; }

    /// <summary>Offset after the last byte.</summary>
    internal long End => Start + Length;

    internal void Append(ReadOnlySpan<byte> data)
    {
        Grow(Length + data.Length);
        var tail = (_head + Length) % Math.Max(1, _bytes.Length);
        var first = Math.Min(data.Length, _bytes.Length - tail);
        data[..first].CopyTo(_bytes.AsSpan(tail));
        data[first..].CopyTo(_bytes);
        Length += data.Length;
    }

    /// <summary>Counts bytes that were never kept: the next one has a later offset.</summary>
    internal void Skip(long count)
    {
        if (Length > 0)
        {
            throw new InvalidOperationException("Only an empty queue may skip.");
        }

        Start += count;
    }

    /// <summary>Lets everything before an offset go.</summary>
    /// <returns>Bytes let go.</returns>
    internal int DropBefore(long offset)
    {
        var count = (int)Math.Clamp(offset - Start, 0, Length);
        Start += count;
        Length -= count;
        _head = Length == 0 ? 0 : (_head + count) % _bytes.Length;
        if (Length == 0)
        {
            _bytes = [];
        }

        return count;
    }

    /// <summary>Copies from an offset that is there.</summary>
    /// <returns>Bytes copied.</returns>
    internal int CopyFrom(long offset, Span<byte> destination)
    {
        var skip = (int)(offset - Start);
        var count = Math.Min(destination.Length, Length - skip);
        var from = (_head + skip) % Math.Max(1, _bytes.Length);
        var first = Math.Min(count, _bytes.Length - from);
        _bytes.AsSpan(from, first).CopyTo(destination);
        _bytes.AsSpan(0, count - first).CopyTo(destination[first..]);
        return count;
    }

    private void Grow(int needed)
    {
        if (needed <= _bytes.Length)
        {
            return;
        }

        var larger = new byte[Math.Max(Smallest, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)needed))];
        var length = Length;
        if (length > 0)
        {
            CopyFrom(Start, larger.AsSpan(0, length));
        }

        _bytes = larger;
        _head = 0;
    }
}
