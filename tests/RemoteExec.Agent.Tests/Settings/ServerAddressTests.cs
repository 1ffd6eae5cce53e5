using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.Tests.Settings;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("control", "control", 1875)]
    [InlineData("control.example.org:99", "control.example.org", 99)]
    [InlineData("192.0.2.7:1", "192.0.2.7", 1)]
    [InlineData("[2001:db8::7]:65535", "2001:db8::7", 65535)]
    [InlineData("[::1]", "::1", 1875)]
    public void TryParse_WhatPeopleWrite_IsRead(string text, string host, int port)
    {
        Assert.True(ServerAddress.TryParse(text, out var address));
        Assert.Equal(new ServerAddress(host, port), address);
        Assert.True(ServerAddress.TryParse(address.ToString(), out var again));
        Assert.Equal(address, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":1875")]
    [InlineData("control:0")]
    [InlineData("control:65536")]
    [InlineData("control:1875x")]
    [InlineData("2001:db8::7")]
    [InlineData("[192.0.2.7]:1875")]
    [InlineData("http://control:1875")]
    [InlineData("two words:1")]
    public void TryParse_Anything_Else_IsRefused(string text) => Assert.False(ServerAddress.TryParse(text, out _));
}
