using System.Buffers;
using System.Buffers.Binary;

namespace RemoteExec.Protocol.Framing;

/// <summary>Finds frames in received bytes. Pure: no state, no copy of DATA, no allocation.</summary>
public static class FrameReader
{
    //  BE16, LE16                                             BE4, LE4
    //  0        4                          16                 0        4
    //  +--------+---------------------------+-- - - - --      +--------+-- - - - --
    //  | LENGTH | RESERVED (12, any value)  | DATA            | LENGTH | DATA
    //  +--------+---------------------------+-- - - - --      +--------+-- - - - --
    //
    // The encryption does not cover RESERVED, so nothing may ever be read into it.

    /// <summary>Takes the first frame off <paramref name="buffer"/> if it is complete.</summary>
    /// <param name="buffer">Received bytes. Moved past the frame on <see cref="FrameReadStatus.Frame"/>, otherwise left as it is.</param>
    /// <param name="dialect">The connection's dialect.</param>
    /// <param name="maxDataLength">Largest LENGTH accepted now; see <see cref="FrameLimits"/>.</param>
    /// <param name="data">DATA of the frame, a slice of <paramref name="buffer"/>; empty unless there is a frame.</param>
    /// <param name="length">LENGTH as the peer wrote it; 0 while fewer than four bytes are there.</param>
    /// <returns>
    /// What was found. <see cref="FrameReadStatus.TooLarge"/> and <see cref="FrameReadStatus.Empty"/> are known from
    /// the four bytes of LENGTH alone, so nothing is buffered for a frame that will be refused.
    /// </returns>
    public static FrameReadStatus TryRead(
        ref ReadOnlySequence<byte> buffer,
        FrameDialect dialect,
        int maxDataLength,
        out ReadOnlySequence<byte> data,
        out uint length)
    {
        data = default;
        if (!TryReadLength(buffer, dialect, out length))
        {
            return FrameReadStatus.NeedMore;
        }

        if (length == 0)
        {
            return FrameReadStatus.Empty;
        }

        if (length > (uint)maxDataLength)
        {
            return FrameReadStatus.TooLarge;
        }

        var headerSize = dialect.HeaderSize();
        if (buffer.Length < headerSize + length)
        {
            return FrameReadStatus.NeedMore;
        }

        data = buffer.Slice(headerSize, length);
        buffer = buffer.Slice(data.End);
        return FrameReadStatus.Frame;
    }

    /// <summary>How many more bytes are needed before <see cref="TryRead"/> can say more than it can now.</summary>
    /// <param name="buffer">Received bytes.</param>
    /// <param name="dialect">The connection's dialect.</param>
    /// <returns>
    /// The rest of LENGTH while that is incomplete, then the rest of the frame; 0 when the frame is complete. For a
    /// LENGTH over the limit the number is meaningless: ask <see cref="TryRead"/> first.
    /// </returns>
    public static long BytesNeeded(in ReadOnlySequence<byte> buffer, FrameDialect dialect) =>
        TryReadLength(buffer, dialect, out var length)
            ? Math.Max(0, dialect.HeaderSize() + (long)length - buffer.Length)
            : FrameDialects.LengthFieldSize - buffer.Length;

    private static bool TryReadLength(in ReadOnlySequence<byte> buffer, FrameDialect dialect, out uint length)
    {
        if (buffer.Length < FrameDialects.LengthFieldSize)
        {
            length = 0;
            return false;
        }

        Span<byte> field = stackalloc byte[FrameDialects.LengthFieldSize];
        buffer.Slice(0, FrameDialects.LengthFieldSize).CopyTo(field);
        length = dialect.IsBigEndian()
            ? BinaryPrimitives.ReadUInt32BigEndian(field)
            : BinaryPrimitives.ReadUInt32LittleEndian(field);
        return true;
    }
}
