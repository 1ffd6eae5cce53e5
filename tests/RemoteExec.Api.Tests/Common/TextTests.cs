using RemoteExec.Api.Common;

namespace RemoteExec.Api.Tests.Common;

/// <summary>Times and amounts as people write them.</summary>
public class TextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("1ms", 1)]
    [InlineData("1.5s", 1_500)]
    [InlineData("0.25m", 15_000)]
    [InlineData("90m", 5_400_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("36500d", 3_153_600_000_000)]
    public void Duration_WithItsUnit_IsRead(string text, long milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("00")]
    [InlineData("s")]
    [InlineData(".5s")]
    [InlineData("1.s")]
    [InlineData("1.5")]
    [InlineData("1.5.5s")]
    [InlineData("0.5ms")]
    [InlineData("1.0005s")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1 s")]
    [InlineData("1S")]
    [InlineData("1w")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("36501d")]
    [InlineData("99999999999999999999999999999999s")]
    public void Duration_Otherwise_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ms")]
    [InlineData(1_500, "1500ms")]
    [InlineData(60_000, "1m")]
    [InlineData(90_000, "90s")]
    [InlineData(7_200_000, "2h")]
    [InlineData(86_400_000, "1d")]
    public void Duration_IsWrittenInTheLargestWholeUnit(long milliseconds, string text) => Assert.Equal(text, DurationText.Write(milliseconds));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("512", 512)]
    [InlineData("512B", 512)]
    [InlineData("1K", 1_024)]
    [InlineData("256MB", 268_435_456)]
    [InlineData("1GiB", 1_073_741_824)]
    [InlineData("2T", 2_199_023_255_552)]
    public void Memory_IsRead(string text, long bytes)
    {
        Assert.True(MemoryText.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("1.5G")]
    [InlineData("1m")]
    [InlineData("1iB")]
    [InlineData("1Mi")]
    [InlineData("1MBB")]
    [InlineData("1 MB")]
    [InlineData("-1M")]
    [InlineData("9999999T")]
    [InlineData("99999999999999999999")]
    public void Memory_Otherwise_IsRefused(string text) => Assert.False(MemoryText.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1_023, "1023")]
    [InlineData(1_024, "1KiB")]
    [InlineData(1_048_577, "1048577")]
    [InlineData(268_435_456, "256MiB")]
    [InlineData(1L << 60, "1048576TiB")]
    public void Memory_IsWrittenInTheLargestWholeUnit(long bytes, string text) => Assert.Equal(text, MemoryText.Write(bytes));
}
