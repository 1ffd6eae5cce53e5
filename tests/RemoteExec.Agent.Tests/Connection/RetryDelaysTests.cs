using FsCheck.Xunit;
using RemoteExec.Agent.Connection;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Connection;

public sealed class RetryDelaysTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(29, 1)]
    [InlineData(30, 5)]
    [InlineData(329, 5)]
    [InlineData(330, 60)]
    [InlineData(1_000_000, 60)]
    public void AfterLoss_TheLongerAway_TheLongerAtMost(int awaySeconds, int mostSeconds)
    {
        var away = TimeSpan.FromSeconds(awaySeconds);

        Assert.Equal(TimeSpan.Zero, RetryDelays.AfterLoss(away, 0));
        Assert.Equal(TimeSpan.FromSeconds(mostSeconds) / 2, RetryDelays.AfterLoss(away, 0.5));
        Assert.True(RetryDelays.AfterLoss(away, 0.999_999) < TimeSpan.FromSeconds(mostSeconds));
    }

    [Property]
    public bool AfterRefusal_IsBetweenHalfAMinuteAndAMinute(byte chance) =>
        RetryDelays.AfterRefusal(chance / 255d).TotalSeconds is >= 30 and <= 60;

    [Theory]
    [InlineData(WireErrorCode.AddressNotAllowed, true)]
    [InlineData(WireErrorCode.WrongPassword, true)]
    [InlineData(WireErrorCode.IdentityRefused, true)]
    [InlineData(WireErrorCode.KeyNotReceived, false)]
    [InlineData(WireErrorCode.NotAuthenticated, false)]
    [InlineData(WireErrorCode.CouldNotDecrypt, false)]
    [InlineData(WireErrorCode.None, false)]
    public void AfterError_Refusals_WaitLong(WireErrorCode error, bool isLong) =>
        Assert.Equal(isLong, RetryDelays.AfterError(error, TimeSpan.Zero, 0.5) >= TimeSpan.FromSeconds(30));

    [Fact]
    public void AfterBye_WishOfTheServer_IsKeptAndSpread()
    {
        var bye = new ByeMessage(ByeReasons.Shutdown, 500);

        Assert.Equal(TimeSpan.FromMilliseconds(500), RetryDelays.AfterBye(bye, TimeSpan.Zero, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(750), RetryDelays.AfterBye(bye, TimeSpan.Zero, 0.5));
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public void AfterBye_AbsurdWish_IsBounded(int wish) =>
        Assert.InRange(RetryDelays.AfterBye(new ByeMessage(ByeReasons.Shutdown, wish), TimeSpan.Zero, 1).TotalSeconds, 0, 600);

    [Theory]
    [InlineData(ByeReasons.Replaced)]
    [InlineData(ByeReasons.Revoked)]
    [InlineData(ByeReasons.Removed)]
    public void AfterBye_SentAway_DoesNotComeBackAtOnce(string reason) =>
        Assert.True(RetryDelays.AfterBye(new ByeMessage(reason), TimeSpan.Zero, 0) >= TimeSpan.FromSeconds(30));
}
