using RemoteExec.Fleet.Machines;

namespace RemoteExec.Fleet.Tests.Machines;

/// <summary>Who can wake whom.</summary>
public class NeighbourhoodTests
{
    [Theory]
    [InlineData("192.0.2.7/24", "192.0.2.200/24", true)]
    [InlineData("192.0.2.7/24", "192.0.3.7/24", false)]
    [InlineData("192.0.2.7/24", "192.0.2.9/25", false)]
    [InlineData("10.1.2.3/12", "10.15.0.1/12", true)]
    [InlineData("10.1.2.3/12", "10.16.0.1/12", false)]
    [InlineData("2001:db8::7/64", "2001:db8::1:0:0:9/64", true)]
    [InlineData("2001:db8::7/64", "2001:db8:0:1::9/64", false)]
    [InlineData("fe80::7/64", "fe80::9/64", false)]
    [InlineData("192.0.2.7", "192.0.2.9", false)]
    [InlineData("192.0.2.7/0", "192.0.2.9/0", false)]
    [InlineData("192.0.2.7/33", "192.0.2.9/33", false)]
    [InlineData("nonsense/24", "nonsense/24", false)]
    public void TheyAreOnOneNetwork(string sleeper, string other, bool are) =>
        Assert.Equal(are, new Neighbourhood([On("stage", other)]).Of(On("sleeper", sleeper)).Count == 1);

    [Fact]
    public void OnlyThoseWhoKnowHow_AndAreNotRevoked_AndNotTheMachineItself()
    {
        var sleeper = On("sleeper", "192.0.2.7/24");
        var neighbours = new Neighbourhood(
            [sleeper, On("b", "192.0.2.8/24", "192.0.2.9/24"), On("a", "192.0.2.10/24"), On("old", "192.0.2.11/24") with { Extensions = [] }, On("lost", "192.0.2.12/24") with { Revoked = true }]);

        Assert.Equal(["a", "b"], neighbours.Of(sleeper).Select(machine => machine.Name));
    }

    [Fact]
    public void EveryCardIsCalled_Once()
    {
        var sleeper = On("sleeper") with { Networks = [new("02:00:00:00:00:0a", []), new("02:00:00:00:00:0A", []), new("02:00:00:00:00:0b", [])] };

        Assert.Equal(["02:00:00:00:00:0a", "02:00:00:00:00:0b"], Neighbourhood.MacsOf(sleeper));
    }

    private static Machine On(string name, params string[] addresses) =>
        new("m-" + name, name) { Extensions = ["wake"], Networks = [.. addresses.Select((address, i) => new MachineNetwork($"02:00:00:00:00:0{i}", [address]))] };
}
