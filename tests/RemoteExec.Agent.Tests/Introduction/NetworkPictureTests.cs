using System.Net;
using RemoteExec.Agent.Introduction;

namespace RemoteExec.Agent.Tests.Introduction;

public sealed class NetworkPictureTests
{
    [Fact]
    public void Of_TwoCards_TellsAddressesAndCards_IPv4First_WithoutLinkLocal()
    {
        var picture = NetworkPicture.Of(
        [
            Card("eth1", 2, "2001:db8::7/64", "fe80::1%3/64", "198.51.100.9/16"),
            Card("eth0", 1, "192.0.2.7/24"),
        ]);

        Assert.Equal(["192.0.2.7", "198.51.100.9", "2001:db8::7"], picture.Addresses);
        Assert.Equal(["02:00:00:00:00:01", "02:00:00:00:00:02"], picture.Networks.Select(network => network.Mac));
        Assert.Equal(["192.0.2.7/24"], picture.Networks[0].Addresses);
        Assert.Equal(["198.51.100.9/16", "2001:db8::7/64"], picture.Networks[1].Addresses);
    }

    [Fact]
    public void Of_OnlyLinkLocal_TellsThat_WithoutItsScope() =>
        Assert.Equal(["169.254.3.4", "fe80::1"], NetworkPicture.Of([Card("eth0", 1, "fe80::1%3/64", "169.254.3.4/16")]).Addresses);

    [Theory]
    [InlineData("docker0")]
    [InlineData("br-4f1e")]
    [InlineData("veth12")]
    [InlineData("virbr0")]
    public void Of_BridgesOfContainers_AreLeftOut(string name)
    {
        var picture = NetworkPicture.Of([Card(name, 9, "172.17.0.1/16"), Card("br0", 1, "192.0.2.7/24")]);

        Assert.Equal(["192.0.2.7"], picture.Addresses);
        Assert.Equal("02:00:00:00:00:01", Assert.Single(picture.Networks).Mac);
    }

    [Fact]
    public void Of_SameHardwareAddressTwice_IsOneCard()
    {
        var picture = NetworkPicture.Of([Card("br0", 1, "192.0.2.7/24"), Card("eth0", 1), Card("eth0.7", 1, "203.0.113.7/24")]);

        Assert.Equal(["192.0.2.7/24", "203.0.113.7/24"], Assert.Single(picture.Networks).Addresses);
    }

    [Fact]
    public void Of_NoHardwareAddress_IsNoCard_ButItsAddressesAreTold()
    {
        var tunnel = new NetworkCard("wg0", [], [(IPAddress.Parse("10.9.0.2"), 24)]);
        var zero = new NetworkCard("tun0", new byte[6], [(IPAddress.Parse("10.9.0.3"), 24)]);
        var longer = new NetworkCard("ib0", new byte[20], []);

        var picture = NetworkPicture.Of([tunnel, zero, longer]);

        Assert.Empty(picture.Networks);
        Assert.Equal(["10.9.0.2", "10.9.0.3"], picture.Addresses);
    }

    [Fact]
    public void Of_Many_AreCut()
    {
        var cards = Enumerable.Range(0, 20).Select(n => Card($"eth{n:00}", (byte)(n + 1), [.. Enumerable.Range(1, 10).Select(i => $"10.{n}.0.{i}/24")])).ToList();

        var picture = NetworkPicture.Of(cards);

        Assert.Equal(16, picture.Addresses.Count);
        Assert.Equal(16, picture.Networks.Count);
        Assert.All(picture.Networks, network => Assert.Equal(8, network.Addresses.Count));
    }

    [Fact]
    public void Equals_WhateverTheOrder_ButNotWhenAnAddressIsAnother()
    {
        NetworkCard[] cards = [Card("eth0", 1, "192.0.2.7/24", "2001:db8::7/64"), Card("eth1", 2, "198.51.100.9/24")];

        Assert.Equal(NetworkPicture.Of(cards), NetworkPicture.Of([cards[1], cards[0] with { Addresses = [.. cards[0].Addresses.Reverse()] }]));
        Assert.NotEqual(NetworkPicture.Of(cards), NetworkPicture.Of([cards[0], Card("eth1", 2, "198.51.100.10/24")]));
        Assert.NotEqual(NetworkPicture.Of(cards), NetworkPicture.Of([cards[0], Card("eth1", 3, "198.51.100.9/24")]));
    }

    internal static NetworkCard Card(string name, byte mac, params string[] addresses) => new(
        name, [2, 0, 0, 0, 0, mac], [.. addresses.Select(text => (IPAddress.Parse(text.Split('/')[0]), int.Parse(text.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture)))]);
}
