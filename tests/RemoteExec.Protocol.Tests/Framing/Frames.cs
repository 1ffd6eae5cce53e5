using System.Buffers.Binary;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Protocol.Tests.Framing;

/// <summary>Frames written by hand, so that the reader is not tested against the writer's own mistakes.</summary>
internal static class Frames
{
    internal static TheoryData<FrameDialect> Dialects =>
        new([FrameDialect.BE16, FrameDialect.LE16, FrameDialect.BE4, FrameDialect.LE4]);

    internal static byte[] Header(FrameDialect dialect, uint length)
    {
        var header = new byte[dialect is FrameDialect.BE16 or FrameDialect.LE16 ? 16 : 4];
        if (dialect is FrameDialect.BE16 or FrameDialect.BE4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(header, length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header, length);
        }

        return header;
    }

    internal static byte[] Frame(FrameDialect dialect, ReadOnlySpan<byte> data) =>
        [.. Header(dialect, (uint)data.Length), .. data];
}
