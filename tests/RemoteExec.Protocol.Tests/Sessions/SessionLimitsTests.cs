using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Protocol.Tests.Sessions;

public class SessionLimitsTests
{
    // The numbers are the specification's (docs/protocol.md §12): whoever changes one changes it there first.
    [Fact]
    public void Limits_AreThoseOfTheSpecification()
    {
        Assert.Equal(TimeSpan.FromSeconds(10), SessionLimits.AuthenticationDeadline);
        Assert.Equal(TimeSpan.FromSeconds(2), SessionLimits.RefusalDeadline);
        Assert.Equal(TimeSpan.FromMilliseconds(500), SessionLimits.Linger);
        Assert.Equal(TimeSpan.FromSeconds(15), SessionLimits.PingAfter);
        Assert.Equal(TimeSpan.FromSeconds(45), SessionLimits.DeadAfter);
        Assert.Equal(TimeSpan.FromSeconds(60), SessionLimits.FaultWindow);
        Assert.Equal(3, SessionLimits.FaultsAllowed);
        Assert.Equal(1_024, SessionLimits.SendQueue);
        Assert.Equal(8, SessionLimits.ClockBurst);
        Assert.Equal(TimeSpan.FromMilliseconds(100), SessionLimits.ClockBurstEvery);
        Assert.Equal(TimeSpan.FromSeconds(10), SessionLimits.ClockEvery);
        Assert.Equal(TimeSpan.FromSeconds(60), SessionLimits.InstantTooLate);
    }

    [Fact]
    public void Defaults_OfBothEnds_AreTheDeadline()
    {
        Assert.Equal(SessionLimits.AuthenticationDeadline, new ServerHandshakeOptions().Deadline);
        Assert.Equal(SessionLimits.AuthenticationDeadline, new ClientHandshakeOptions().Deadline);
        Assert.Equal(SessionLimits.AuthenticationDeadline, new ClientHandshakeOptions().KeyDeadline);
        Assert.False(new ClientHandshakeOptions().PlainAllowed);
        Assert.False(new ClientHandshakeOptions().TrustOnFirstUse);
    }
}
