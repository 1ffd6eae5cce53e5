using FsCheck.Xunit;
using RemoteExec.Fleet.Machines;

namespace RemoteExec.Fleet.Tests.Machines;

public class NetworkRulesTests
{
    [Theory]
    [InlineData("02:00:5e:10:00:07", "02:00:5e:10:00:07")]
    [InlineData("AA:BB:CC:DD:EE:FF", "aa:bb:cc:dd:ee:ff")]
    [InlineData("01:00:5e:10:00:07", null)]
    [InlineData("ff:ff:ff:ff:ff:ff", null)]
    [InlineData("00:00:00:00:00:00", null)]
    [InlineData("02-00-5e-10-00-07", null)]
    [InlineData("02:00:5e:10:00", null)]
    [InlineData("02:00:5e:10:00:0g", null)]
    [InlineData("02:00:5e:10:00:07:08", null)]
    [InlineData("", null)]
    public void Mac_IsKeptInOneForm_OrNotAtAll(string told, string? kept) => Assert.Equal(kept, NetworkRules.Mac(told));

    [Theory]
    [InlineData("192.0.2.7/24", "192.0.2.7/24")]
    [InlineData("192.0.2.7/32", "192.0.2.7/32")]
    [InlineData("2001:DB8:0::7/64", "2001:db8::7/64")]
    [InlineData("192.0.2.7/33", null)]
    [InlineData("2001:db8::7/129", null)]
    [InlineData("192.0.2.7", null)]
    [InlineData("192.0.2.7/-1", null)]
    [InlineData("192.0.2.7/ 24", null)]
    [InlineData("192.0.2/24", null)]
    [InlineData("192.0.2.010/24", null)]
    [InlineData("fe80::1%3/64", null)]
    [InlineData("left/24", null)]
    public void Address_IsKeptInOneForm_OrNotAtAll(string told, string? kept) => Assert.Equal(kept, NetworkRules.Address(told));

    [Fact]
    public void Read_MoreThanTheLimits_IsCut_AndSaid()
    {
        var said = new List<string>();
        var told = Enumerable.Range(1, 17).Select(n => new MachineNetwork($"02:00:00:00:00:{n:x2}", [.. Enumerable.Range(1, 9).Select(i => $"10.0.{n}.{i}/24")]));

        var kept = NetworkRules.Read(told, said.Add);

        Assert.Equal(16, kept.Count);
        Assert.All(kept, network => Assert.Equal(8, network.Addresses.Count));
        Assert.Contains("16", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhatCannotBeUsed_IsLeftOut_AndSaid_TheRestStays()
    {
        var said = new List<string>();

        var kept = NetworkRules.Read(
            [new("x", []), new("02:00:00:00:00:01", ["192.0.2.7/24", "nonsense"]), new("02:00:00:00:00:01", ["192.0.2.8/24"])], said.Add);

        Assert.Equal(["192.0.2.7/24"], Assert.Single(kept).Addresses);
        Assert.StartsWith("3 ", Assert.Single(said), StringComparison.Ordinal);
    }

    [Property]
    public void MacAndAddress_Anything_AreNeverAnError(FsCheck.NonNull<string> text)
    {
        var (mac, address) = (NetworkRules.Mac(text.Get), NetworkRules.Address(text.Get));

        Assert.True(mac is null || NetworkRules.Mac(mac) == mac);
        Assert.True(address is null || NetworkRules.Address(address) == address);
    }
}
