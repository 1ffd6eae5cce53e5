using System.Net;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

/// <summary>Addresses with the length of their networks.</summary>
public class AddressOnNetworkTests
{
    [Theory]
    [InlineData("192.0.2.7/24", "192.0.2.255")]
    [InlineData("10.1.2.3/12", "10.15.255.255")]
    [InlineData("192.0.2.9/29", "192.0.2.15")]
    [InlineData("192.0.2.9/32", "192.0.2.9")]
    [InlineData("2001:db8::7/112", "2001:db8::ffff")]
    public void TheLastAddress_IsThatOfEveryone(string text, string last)
    {
        Assert.True(AddressOnNetwork.TryParse(text, out var read));
        Assert.Equal(IPAddress.Parse(last), read.Last());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/24")]
    [InlineData("192.0.2.7")]
    [InlineData("192.0.2.7/")]
    [InlineData("192.0.2.7/0")]
    [InlineData("192.0.2.7/33")]
    [InlineData("192.0.2.7/ 24")]
    [InlineData("192.0.2.7/+24")]
    [InlineData("2001:db8::7/129")]
    [InlineData("left/24")]
    [InlineData("192.0.2.7/24/24")]
    public void WhatIsNone_IsNone(string? text) => Assert.False(AddressOnNetwork.IsValid(text));
}
