using FsCheck.Xunit;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Protocol.Tests.Framing;

public class FrameWriterTests
{
    [Theory]
    [InlineData(FrameDialect.BE16, "00020000000000000000000000000000")]
    [InlineData(FrameDialect.LE16, "00000200000000000000000000000000")]
    [InlineData(FrameDialect.BE4, "00020000")]
    [InlineData(FrameDialect.LE4, "00000200")]
    public void WriteHeader_LargestFrame_WritesLengthAndZeros(FrameDialect dialect, string expected)
    {
        var destination = new byte[17];
        destination.AsSpan().Fill(0xEE);

        FrameWriter.WriteHeader(destination, dialect, FrameLimits.MaxDataLength);

        Assert.Equal(expected, Convert.ToHexString(destination.AsSpan(0, dialect.HeaderSize())));
        Assert.All(destination[dialect.HeaderSize()..], b => Assert.Equal(0xEE, b));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(FrameLimits.MaxDataLength + 1)]
    public void WriteHeader_LengthThatEveryPeerRefuses_Throws(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FrameWriter.WriteHeader(new byte[16], FrameDialect.BE16, length));

    [Theory]
    [InlineData(FrameDialect.BE16, 15)]
    [InlineData(FrameDialect.LE4, 3)]
    public void WriteHeader_DestinationTooShort_Throws(FrameDialect dialect, int room) =>
        Assert.Throws<ArgumentException>(() => FrameWriter.WriteHeader(new byte[room], dialect, 1));

    [Property]
    public void WriteHeader_AnyLength_IsReadBack(int number, byte dialectNumber)
    {
        var dialect = (FrameDialect)(dialectNumber % 4);
        var length = (int)((uint)number % FrameLimits.MaxDataLength) + 1;
        var frame = new byte[FrameWriter.FrameSize(dialect, length)];

        FrameWriter.WriteHeader(frame, dialect, length);

        Assert.Equal(Frames.Header(dialect, (uint)length), frame[..dialect.HeaderSize()]);
        var buffer = Segments.Whole(frame);
        Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(ref buffer, dialect, FrameLimits.MaxDataLength, out var data, out _));
        Assert.Equal(length, data.Length);
    }
}
