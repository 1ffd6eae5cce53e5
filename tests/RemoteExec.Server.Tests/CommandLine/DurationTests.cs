using RemoteExec.Server.CommandLine;

namespace RemoteExec.Server.Tests.CommandLine;

public class DurationTests
{
    [Theory]
    [InlineData("1s", 1)]
    [InlineData("15m", 900)]
    [InlineData("2h", 7_200)]
    [InlineData("1d", 86_400)]
    [InlineData("1.5h", 5_400)]
    public void TryParse_NumberAndUnit_IsRead(string text, int seconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("0h")]
    [InlineData("-1h")]
    [InlineData("0")]
    [InlineData("90")]
    [InlineData("1w")]
    [InlineData("99999999d")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(Duration.TryParse(text, out _));
}
