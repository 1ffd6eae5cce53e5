using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Protocol.Tests.Sessions;

public class FaultTallyTests
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(7);

    [Theory]
    [InlineData(new[] { 0.0, 0, 0, 0 }, new[] { false, false, false, true })]
    [InlineData(new[] { 0.0, 1, 2, 59.999 }, new[] { false, false, false, true })]
    [InlineData(new[] { 0.0, 1, 2, 60 }, new[] { false, false, false, false })]
    [InlineData(new[] { 0.0, 1, 2, 60, 60.5 }, new[] { false, false, false, false, true })]
    [InlineData(new[] { 0.0, 30, 60, 90, 120, 150, 180 }, new[] { false, false, false, false, false, false, false })]
    [InlineData(new[] { 0.0, 20, 40, 59, 60 }, new[] { false, false, false, true, true })]
    public void Add_Faults_TheFourthWithin60SecondsCloses(double[] seconds, bool[] closes)
    {
        var tally = new FaultTally();

        Assert.Equal(closes, seconds.Select(second => tally.Add(Start + TimeSpan.FromSeconds(second))));
    }
}
