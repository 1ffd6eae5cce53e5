using System.Buffers;
using System.Text;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Tests.Framing;

namespace RemoteExec.Protocol.Tests.Cryptography;

public class BoxSealerTests
{
    public static TheoryData<FrameDialect> Dialects => Frames.Dialects;

    [Fact]
    public void Seal_ThreePackets_CountsFromZeroBehindOnePrefix()
    {
        using var ends = new Ends();
        for (var i = 0; i < 3; i++)
        {
            var packet = Convert.FromBase64String(Encoding.ASCII.GetString(Ends.Seal(ends.Sealer, "{}")));

            Assert.Equal(ends.Sealer.NoncePrefix.ToArray(), packet[..16]);
            Assert.Equal([0, 0, 0, 0, 0, 0, 0, (byte)i], packet[16..24]);
        }
    }

    [Fact]
    public void Create_Twice_GivesDifferentPrefixes()
    {
        using var ends = new Ends();

        Assert.NotEqual(BoxSealer.Create(ends.Key).NoncePrefix.ToArray(), BoxSealer.Create(ends.Key).NoncePrefix.ToArray());
    }

    [Theory]
    [InlineData(0, 56)]
    [InlineData(1, 56)]
    [InlineData(2, 56)]
    [InlineData(3, 60)]
    [InlineData(50, 120)]
    [InlineData(FrameLimits.MaxJsonLength, FrameLimits.MaxDataLength)]
    public void SealedLength_OfJson_IsThatOfBase64(int json, int expected) => Assert.Equal(expected, BoxSealer.SealedLength(json));

    [Fact]
    public void Seal_OneByteTooMuch_Throws()
    {
        using var ends = new Ends();

        Assert.Throws<ArgumentOutOfRangeException>(
            () => ends.Sealer.Seal(new byte[FrameLimits.MaxJsonLength + 1], new byte[FrameLimits.MaxDataLength + 4]));
    }

    [Fact]
    public void Seal_DestinationTooShort_ThrowsAndUsesNoNonce()
    {
        using var ends = new Ends();
        Assert.Throws<ArgumentException>(() => ends.Sealer.Seal("{}"u8, new byte[55]));

        Assert.Equal(0, Convert.FromBase64String(Encoding.ASCII.GetString(Ends.Seal(ends.Sealer, "{}")))[23]);
    }

    [Fact]
    public void Seal_AfterTheKeyIsGone_Throws()
    {
        using var ends = new Ends();
        ends.Key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Ends.Seal(ends.Sealer, "{}"));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void SealFrame_AnyDialect_WritesOneWholeFrame(FrameDialect dialect)
    {
        using var ends = new Ends();
        var writer = new ArrayBufferWriter<byte>();

        ends.PeerSealer.SealFrame("{\"data\":{}}"u8, dialect, writer);
        ends.PeerSealer.SealFrame("{\"error\":{}}"u8, dialect, writer);

        var buffer = new ReadOnlySequence<byte>(writer.WrittenMemory);
        foreach (var expected in (string[])["{\"data\":{}}", "{\"error\":{}}"])
        {
            Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(ref buffer, dialect, FrameLimits.MaxDataLength, out var data, out _));
            Assert.Equal(OpenStatus.Opened, ends.Open(data, out var json));
            Assert.Equal(expected, json);
        }

        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void SealFrame_BufferUsedBefore_StillWritesZerosIntoReserved()
    {
        using var ends = new Ends();
        var writer = new ArrayBufferWriter<byte>(256);
        writer.GetSpan(256).Fill(0xEE);

        ends.Sealer.SealFrame("{}"u8, FrameDialect.BE16, writer);

        Assert.Equal("00000038000000000000000000000000", Convert.ToHexString(writer.WrittenSpan[..16]));
        Assert.Equal(16 + 56, writer.WrittenCount);
    }
}
