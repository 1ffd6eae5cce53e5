using System.Buffers;
using System.Buffers.Binary;

namespace RemoteExec.Protocol.Framing;

/// <summary>
/// Tells the dialect from the first five bytes of a connection. The first packet is plaintext JSON of at most 8,192
/// bytes, which leaves at least two bytes of LENGTH zero and so gives the byte order away; and where the header ends
/// after LENGTH, the fifth byte is the beginning of JSON. There is no second reading.
/// </summary>
public static class DialectDetector
{
    //  0        4   5
    //  +--------+---+-- - -
    //  | LENGTH | x |            x = 7B 20 09 0A 0D ("{" or JSON white space): header of 4, x is DATA
    //  +--------+---+-- - -      any other x:                                  header of 16, x is RESERVED
    //
    //  1 ≤ LENGTH read little endian ≤ 8192 → LE;  1 ≤ LENGTH read big endian ≤ 8192 → BE;  never both.

    /// <summary>Looks at the beginning of a connection.</summary>
    /// <param name="buffer">Everything received so far; nothing is consumed.</param>
    /// <param name="dialect">The dialect to read or answer in; BE16 where the verdict does not need one.</param>
    /// <returns>The verdict. A verdict that the fifth byte cannot change is given after four.</returns>
    public static DialectVerdict Detect(in ReadOnlySequence<byte> buffer, out FrameDialect dialect)
    {
        dialect = FrameDialect.BE16;
        Span<byte> probe = stackalloc byte[FrameLimits.DialectProbeLength];
        var seen = (int)Math.Min(buffer.Length, probe.Length);
        if (seen < FrameDialects.LengthFieldSize)
        {
            return DialectVerdict.NeedMore;
        }

        buffer.Slice(0, seen).CopyTo(probe);

        // A TLS hello (handshake record, major version 3) can pass for a little-endian LENGTH; it never is one.
        if (probe is [0x16, 0x03, ..])
        {
            return DialectVerdict.NotOurs;
        }

        var little = BinaryPrimitives.ReadUInt32LittleEndian(probe);
        var big = BinaryPrimitives.ReadUInt32BigEndian(probe);
        if (little == 0)
        {
            return DialectVerdict.Empty;
        }

        // "GET " and "SSH-" end here too: their letters make a large number in either order.
        var smaller = Math.Min(little, big);
        if (smaller > FrameLimits.LargestPlausibleLength)
        {
            return DialectVerdict.NotOurs;
        }

        if (seen < FrameLimits.DialectProbeLength)
        {
            return DialectVerdict.NeedMore;
        }

        var isShort = probe[4] is (byte)'{' or (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';
        dialect = (little < big, isShort) switch
        {
            (false, false) => FrameDialect.BE16,
            (true, false) => FrameDialect.LE16,
            (false, true) => FrameDialect.BE4,
            (true, true) => FrameDialect.LE4,
        };
        return smaller <= FrameLimits.MaxDataLengthBeforeAuthentication ? DialectVerdict.Detected : DialectVerdict.TooLarge;
    }
}
