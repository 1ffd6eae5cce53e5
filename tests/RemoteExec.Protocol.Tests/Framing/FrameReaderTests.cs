using System.Buffers;
using FsCheck.Xunit;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Protocol.Tests.Framing;

public class FrameReaderTests
{
    public static TheoryData<FrameDialect> Dialects => Frames.Dialects;

    [Theory]
    [MemberData(nameof(Dialects))]
    public void TryRead_EveryCutPoint_NeedsMoreUntilTheLastByteAndConsumesNothing(FrameDialect dialect)
    {
        var frame = Frames.Frame(dialect, "{\"data\":{}}"u8);
        for (var received = 0; received < frame.Length; received++)
        {
            foreach (var pieces in Spellings(frame.AsSpan(0, received)))
            {
                var buffer = pieces;
                var status = FrameReader.TryRead(ref buffer, dialect, FrameLimits.MaxDataLength, out var data, out var length);

                Assert.Equal(FrameReadStatus.NeedMore, status);
                Assert.Equal(received, buffer.Length);
                Assert.True(data.IsEmpty);
                Assert.Equal(received < 4 ? 0u : 11u, length);
                Assert.Equal(received < 4 ? 4 - received : frame.Length - received, FrameReader.BytesNeeded(buffer, dialect));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void TryRead_WholeFrameCutAnywhere_GivesDataAndLeavesTheRest(FrameDialect dialect)
    {
        byte[] received = [.. Frames.Frame(dialect, "{\"data\":{}}"u8), 0xAA, 0xBB];
        for (var cut = 0; cut <= received.Length; cut++)
        {
            var buffer = Segments.CutAt(received, cut);
            var status = FrameReader.TryRead(ref buffer, dialect, FrameLimits.MaxDataLength, out var data, out var length);

            Assert.Equal(FrameReadStatus.Frame, status);
            Assert.Equal("{\"data\":{}}"u8.ToArray(), data.ToArray());
            Assert.Equal(11u, length);
            Assert.Equal([0xAA, 0xBB], buffer.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void TryRead_ReservedBytesNotZero_IgnoresThem(FrameDialect dialect)
    {
        var frame = Frames.Frame(dialect, "{}"u8);
        frame.AsSpan(4..^2).Fill(0xFF);
        var buffer = Segments.Whole(frame);

        Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(ref buffer, dialect, FrameLimits.MaxDataLength, out var data, out _));
        Assert.Equal("{}"u8.ToArray(), data.ToArray());
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void TryRead_LengthAtTheLimit_WaitsForTheBody(FrameDialect dialect)
    {
        foreach (var limit in (int[])[FrameLimits.MaxDataLength, FrameLimits.MaxDataLengthBeforeAuthentication])
        {
            var buffer = Segments.Whole(Frames.Header(dialect, (uint)limit));

            Assert.Equal(FrameReadStatus.NeedMore, FrameReader.TryRead(ref buffer, dialect, limit, out _, out _));
            Assert.Equal(limit, FrameReader.BytesNeeded(buffer, dialect));

            buffer = Segments.Whole(Frames.Frame(dialect, new byte[limit]));
            Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(ref buffer, dialect, limit, out var data, out _));
            Assert.Equal(limit, data.Length);
            Assert.True(buffer.IsEmpty);
        }
    }

    [Theory]
    [InlineData(8_193u, FrameLimits.MaxDataLengthBeforeAuthentication)]
    [InlineData(131_073u, FrameLimits.MaxDataLength)]
    [InlineData(0x8000_0000u, FrameLimits.MaxDataLength)]
    [InlineData(0xFFFF_FFFFu, FrameLimits.MaxDataLength)]
    public void TryRead_LengthOverTheLimit_IsTooLargeFromFourBytes(uint announced, int limit)
    {
        foreach (var dialect in Enum.GetValues<FrameDialect>())
        {
            foreach (var pieces in Spellings(Frames.Header(dialect, announced).AsSpan(0, 4)))
            {
                var buffer = pieces;

                Assert.Equal(FrameReadStatus.TooLarge, FrameReader.TryRead(ref buffer, dialect, limit, out var data, out var length));
                Assert.Equal(announced, length);
                Assert.True(data.IsEmpty);
                Assert.Equal(4, buffer.Length);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void TryRead_LengthZero_IsEmptyFromFourBytes(FrameDialect dialect)
    {
        var buffer = Segments.Whole(new byte[4]);

        Assert.Equal(FrameReadStatus.Empty, FrameReader.TryRead(ref buffer, dialect, FrameLimits.MaxDataLength, out _, out var length));
        Assert.Equal(0u, length);
        Assert.Equal(4, buffer.Length);
    }

    [Property]
    public void TryRead_ManyFramesInAnyPieces_GivesEachInTurn(FsCheck.NonEmptyArray<byte>[] payloads, FsCheck.NonNegativeInt cut, byte dialectNumber)
    {
        var dialect = (FrameDialect)(dialectNumber % 4);
        byte[] stream = [.. payloads.SelectMany(payload => Frames.Frame(dialect, payload.Get))];
        var buffer = Segments.CutAt(stream, cut.Get % (stream.Length + 1));

        foreach (var payload in payloads)
        {
            Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(ref buffer, dialect, FrameLimits.MaxDataLength, out var data, out _));
            Assert.Equal(payload.Get, data.ToArray());
        }

        Assert.Equal(FrameReadStatus.NeedMore, FrameReader.TryRead(ref buffer, dialect, FrameLimits.MaxDataLength, out _, out _));
        Assert.True(buffer.IsEmpty);
    }

    private static List<ReadOnlySequence<byte>> Spellings(ReadOnlySpan<byte> bytes)
    {
        List<ReadOnlySequence<byte>> all = [Segments.Whole(bytes), Segments.ByteByByte(bytes)];
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            all.Add(Segments.CutAt(bytes, cut));
        }

        return all;
    }
}
