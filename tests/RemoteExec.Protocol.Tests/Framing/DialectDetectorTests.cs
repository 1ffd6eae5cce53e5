using FsCheck.Xunit;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Protocol.Tests.Framing;

public class DialectDetectorTests
{
    [Theory]
    // The four dialects, by the smallest, a usual and the largest first packet.
    [InlineData("00000001 00", DialectVerdict.Detected, FrameDialect.BE16)]
    [InlineData("00000045 00", DialectVerdict.Detected, FrameDialect.BE16)]
    [InlineData("00002000 00", DialectVerdict.Detected, FrameDialect.BE16)]
    [InlineData("01000000 00", DialectVerdict.Detected, FrameDialect.LE16)]
    [InlineData("45000000 00", DialectVerdict.Detected, FrameDialect.LE16)]
    [InlineData("00200000 00", DialectVerdict.Detected, FrameDialect.LE16)]
    [InlineData("00000045 7B", DialectVerdict.Detected, FrameDialect.BE4)]
    [InlineData("00002000 7B", DialectVerdict.Detected, FrameDialect.BE4)]
    [InlineData("45000000 7B", DialectVerdict.Detected, FrameDialect.LE4)]
    [InlineData("00200000 7B", DialectVerdict.Detected, FrameDialect.LE4)]
    // JSON may begin with white space; everything else in the fifth byte is a reserved byte, whatever it holds.
    [InlineData("45000000 20", DialectVerdict.Detected, FrameDialect.LE4)]
    [InlineData("45000000 09", DialectVerdict.Detected, FrameDialect.LE4)]
    [InlineData("00000045 0A", DialectVerdict.Detected, FrameDialect.BE4)]
    [InlineData("00000045 0D", DialectVerdict.Detected, FrameDialect.BE4)]
    [InlineData("00000045 0B", DialectVerdict.Detected, FrameDialect.BE16)]
    [InlineData("00000045 5B", DialectVerdict.Detected, FrameDialect.BE16)]
    [InlineData("00000045 FF", DialectVerdict.Detected, FrameDialect.BE16)]
    [InlineData("45000000 EF", DialectVerdict.Detected, FrameDialect.LE16)]
    // LENGTH 0 is answered in BE16 whatever follows.
    [InlineData("00000000 00", DialectVerdict.Empty, FrameDialect.BE16)]
    [InlineData("00000000 7B", DialectVerdict.Empty, FrameDialect.BE16)]
    // One of ours, but too much: answered in its own reading.
    [InlineData("00002001 00", DialectVerdict.TooLarge, FrameDialect.BE16)]
    [InlineData("01200000 00", DialectVerdict.TooLarge, FrameDialect.LE16)]
    [InlineData("00002001 7B", DialectVerdict.TooLarge, FrameDialect.BE4)]
    [InlineData("01200000 7B", DialectVerdict.TooLarge, FrameDialect.LE4)]
    [InlineData("00020001 00", DialectVerdict.TooLarge, FrameDialect.BE16)]
    [InlineData("01000200 20", DialectVerdict.TooLarge, FrameDialect.LE4)]
    [InlineData("00010100 00", DialectVerdict.TooLarge, FrameDialect.BE16)]
    [InlineData("01000001 00", DialectVerdict.NotOurs, FrameDialect.BE16)]
    // 16 MiB is the last length that passes for ours. (Read the other way round it is 1, hence its neighbours.)
    [InlineData("01000000 20", DialectVerdict.Detected, FrameDialect.LE4)]
    [InlineData("00FFFFFF 00", DialectVerdict.TooLarge, FrameDialect.BE16)]
    [InlineData("FFFFFF00 00", DialectVerdict.TooLarge, FrameDialect.LE16)]
    [InlineData("FFFFFF00 7B", DialectVerdict.TooLarge, FrameDialect.LE4)]
    [InlineData("01000002 00", DialectVerdict.NotOurs, FrameDialect.BE16)]
    [InlineData("02000001 00", DialectVerdict.NotOurs, FrameDialect.BE16)]
    [InlineData("FFFFFFFF 00", DialectVerdict.NotOurs, FrameDialect.BE16)]
    [InlineData("FFFFFFFF FF", DialectVerdict.NotOurs, FrameDialect.BE16)]
    // Strangers.
    [InlineData("16030102 00", DialectVerdict.NotOurs, FrameDialect.BE16)]
    [InlineData("16030100 F0", DialectVerdict.NotOurs, FrameDialect.BE16)]
    [InlineData("16030000 7B", DialectVerdict.NotOurs, FrameDialect.BE16)]
    [InlineData("16030300 7B", DialectVerdict.NotOurs, FrameDialect.BE16)]
    [InlineData("47455420 2F", DialectVerdict.NotOurs, FrameDialect.BE16)]
    [InlineData("504F5354 20", DialectVerdict.NotOurs, FrameDialect.BE16)]
    [InlineData("5353482D 32", DialectVerdict.NotOurs, FrameDialect.BE16)]
    [InlineData("7B226461 74", DialectVerdict.NotOurs, FrameDialect.BE16)]
    public void Detect_FiveBytes_GivesTheVerdict(string hex, DialectVerdict verdict, FrameDialect dialect)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(verdict, DialectDetector.Detect(Segments.CutAt(bytes, cut), out var found));
            Assert.Equal(dialect, found);
        }

        Assert.Equal(verdict, DialectDetector.Detect(Segments.ByteByByte([.. bytes, 0xAA, 0xBB]), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("000000")]
    [InlineData("160300")]
    [InlineData("00000045")]
    [InlineData("45000000")]
    [InlineData("00002001")]
    public void Detect_TooFewBytesToTell_NeedsMore(string hex)
    {
        Assert.Equal(DialectVerdict.NeedMore, DialectDetector.Detect(Segments.Whole(Convert.FromHexString(hex)), out var dialect));
        Assert.Equal(FrameDialect.BE16, dialect);
    }

    [Theory]
    [InlineData("00000000", DialectVerdict.Empty)]
    [InlineData("FFFFFFFF", DialectVerdict.NotOurs)]
    [InlineData("47455420", DialectVerdict.NotOurs)]
    [InlineData("16030000", DialectVerdict.NotOurs)]
    public void Detect_FourBytesThatTheFifthCannotChange_GivesTheVerdictAtOnce(string hex, DialectVerdict verdict) =>
        Assert.Equal(verdict, DialectDetector.Detect(Segments.Whole(Convert.FromHexString(hex)), out _));

    [Property]
    public void Detect_FirstPacketOfAnyDialect_IsFound(int number, byte dialectNumber)
    {
        var dialect = (FrameDialect)(dialectNumber % 4);
        var length = ((uint)number % FrameLimits.MaxDataLengthBeforeAuthentication) + 1;
        byte[] start = [.. Frames.Header(dialect, length), (byte)'{'];

        // A LE frame of 790 bytes (16 03 00 00) is the one length that looks like a TLS hello.
        var expected = start is [0x16, 0x03, ..] ? DialectVerdict.NotOurs : DialectVerdict.Detected;
        Assert.Equal(expected, DialectDetector.Detect(Segments.Whole(start), out var found));
        Assert.True(expected == DialectVerdict.NotOurs || found == dialect);
    }
}
