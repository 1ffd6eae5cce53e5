using System.Buffers.Binary;

namespace RemoteExec.Processes.Keeping.Logs;

/// <summary>One piece of output in a log: a header and the bytes.</summary>
/// <remarks>
/// <code>
///  0        1      4          8                   16
///  +--------+------+----------+-------------------+------
///  | STREAM | 000  | LENGTH   | OFFSET            | DATA     all little endian
///  +--------+------+----------+-------------------+------
/// </code>
/// </remarks>
/// <param name="Stream">Which stream wrote it.</param>
/// <param name="Length">1…<see cref="MaxLength"/> bytes of data.</param>
/// <param name="Offset">Bytes of that stream before it; one that is higher than the end of the piece before it shows a gap.</param>
public readonly record struct LogRecord(OutputStream Stream, int Length, long Offset)
{
    /// <summary>Bytes before the data.</summary>
    public const int HeaderSize = 16;

    /// <summary>Bytes of data in one record: a reader needs no larger buffer.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>Bytes in the log.</summary>
    public int Size => HeaderSize + Length;

    internal void Write(Span<byte> header)
    {
        header[..HeaderSize].Clear();
        header[0] = (byte)Stream;
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], Offset);
    }

    /// <summary>Null when this is no header.</summary>
    internal static LogRecord? Read(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderSize || header[0] is not (1 or 2))
        {
            return null;
        }

        var record = new LogRecord((OutputStream)header[0], BinaryPrimitives.ReadInt32LittleEndian(header[4..]), BinaryPrimitives.ReadInt64LittleEndian(header[8..]));
        return record is { Length: > 0 and <= MaxLength, Offset: >= 0 } ? record : null;
    }
}
