namespace RemoteExec.Processes.Tests;

public sealed class ExactWaitTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5_000)]
    [InlineData(60_000)]
    public void Until_MomentToCome_ReturnsThenAndNotBefore(long ahead)
    {
        var moment = ExactWait.Now() + ahead;

        ExactWait.Until(moment);

        Assert.True(ExactWait.Now() >= moment);
    }

    [Fact]
    public void Until_MomentThatHasPassed_ReturnsAtOnce() => ExactWait.Until(long.MinValue / 2);
}
