using System.Buffers;

namespace RemoteExec.Protocol.Tests.Framing;

/// <summary>Received bytes in the pieces in which a socket may hand them over.</summary>
internal static class Segments
{
    internal static ReadOnlySequence<byte> Whole(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    internal static ReadOnlySequence<byte> CutAt(ReadOnlySpan<byte> bytes, int cut) =>
        Join([bytes[..cut].ToArray(), bytes[cut..].ToArray()]);

    internal static ReadOnlySequence<byte> ByteByByte(ReadOnlySpan<byte> bytes)
    {
        var pieces = new byte[bytes.Length][];
        for (var i = 0; i < pieces.Length; i++)
        {
            pieces[i] = [bytes[i]];
        }

        return Join(pieces);
    }

    private static ReadOnlySequence<byte> Join(byte[][] pieces)
    {
        if (pieces.Length == 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new Segment(pieces[0], 0);
        var last = first;
        foreach (var piece in pieces.Skip(1))
        {
            last = last.Append(piece);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(byte[] bytes, long runningIndex)
        {
            Memory = bytes;
            RunningIndex = runningIndex;
        }

        internal Segment Append(byte[] bytes)
        {
            var next = new Segment(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
