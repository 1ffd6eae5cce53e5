using RemoteExec.Protocol.Framing;

namespace RemoteExec.Protocol.Tests.Framing;

public class FrameDialectsTests
{
    [Fact]
    public void FrameDialect_Numbers_AreStable() =>
        Assert.Equal(["BE16=0", "LE16=1", "BE4=2", "LE4=3"], Enum.GetValues<FrameDialect>().Select(d => $"{d}={(int)d}"));

    [Theory]
    [InlineData(FrameDialect.BE16, 16, true)]
    [InlineData(FrameDialect.LE16, 16, false)]
    [InlineData(FrameDialect.BE4, 4, true)]
    [InlineData(FrameDialect.LE4, 4, false)]
    public void HeaderSizeAndOrder_FollowFromTheName(FrameDialect dialect, int headerSize, bool bigEndian)
    {
        Assert.Equal(headerSize, dialect.HeaderSize());
        Assert.Equal(bigEndian, dialect.IsBigEndian());
    }

    [Theory]
    [InlineData("BE16", FrameDialect.BE16)]
    [InlineData("le16", FrameDialect.LE16)]
    [InlineData("Be4", FrameDialect.BE4)]
    [InlineData("LE4", FrameDialect.LE4)]
    public void TryParse_NameInAnyCase_IsFound(string name, FrameDialect expected)
    {
        Assert.True(FrameDialects.TryParse(name, out var dialect));
        Assert.Equal(expected, dialect);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" LE4")]
    [InlineData("3")]
    [InlineData("LE4,BE4")]
    [InlineData("LE8")]
    [InlineData("auto")]
    [InlineData(null)]
    public void TryParse_AnythingElse_IsRefused(string? name) => Assert.False(FrameDialects.TryParse(name!, out _));

    [Fact]
    public void Limits_AreThoseOfTheSpecification()
    {
        Assert.Equal(131_072, FrameLimits.MaxDataLength);
        Assert.Equal(8_192, FrameLimits.MaxDataLengthBeforeAuthentication);
        Assert.Equal(98_264, FrameLimits.MaxJsonLength);
        Assert.Equal(1_400, FrameLimits.LegacyFrameTarget);
    }
}
