using System.Buffers.Binary;

namespace RemoteExec.Protocol.Framing;

/// <summary>Writes the header of a frame.</summary>
public static class FrameWriter
{
    //  BE16, LE16                                             BE4, LE4
    //  0        4                          16                 0        4
    //  +--------+---------------------------+-- - - - --      +--------+-- - - - --
    //  | LENGTH | RESERVED (12 zero bytes)  | DATA            | LENGTH | DATA
    //  +--------+---------------------------+-- - - - --      +--------+-- - - - --

    /// <summary>Bytes that a frame takes on the wire.</summary>
    /// <param name="dialect">The connection's dialect.</param>
    /// <param name="dataLength">Bytes of DATA, after encryption and encoding.</param>
    /// <returns>Header and DATA together.</returns>
    public static int FrameSize(FrameDialect dialect, int dataLength) => dialect.HeaderSize() + dataLength;

    /// <summary>Writes LENGTH, and zeros into the reserved bytes if the dialect has them.</summary>
    /// <param name="destination">At least <see cref="FrameDialects.HeaderSize"/> bytes; DATA follows there.</param>
    /// <param name="dialect">The connection's dialect.</param>
    /// <param name="dataLength">1 to <see cref="FrameLimits.MaxDataLength"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dataLength"/> is one that every peer must refuse.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short for the header.</exception>
    public static void WriteHeader(Span<byte> destination, FrameDialect dialect, int dataLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dataLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dataLength, FrameLimits.MaxDataLength);
        var headerSize = dialect.HeaderSize();
        if (destination.Length < headerSize)
        {
            throw new ArgumentException("The destination is shorter than the header.", nameof(destination));
        }

        var header = destination[..headerSize];
        if (dialect.IsBigEndian())
        {
            BinaryPrimitives.WriteUInt32BigEndian(header, (uint)dataLength);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)dataLength);
        }

        header[FrameDialects.LengthFieldSize..].Clear();
    }
}
