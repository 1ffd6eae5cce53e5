using System.Net;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Tests.Settings;

public class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    [InlineData("localhost:80", "127.0.0.1", 80)]
    [InlineData("[::1]:65535", "::1", 65535)]
    [InlineData("0.0.0.0:1875", "0.0.0.0", 1875)]
    public void TryParse_HostAndPort_IsRead(string text, string address, int port)
    {
        Assert.True(ListenAddress.TryParse(text, out var endPoint));
        Assert.Equal(new IPEndPoint(IPAddress.Parse(address), port), endPoint);
    }

    [Theory]
    [InlineData("1875")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("::1:80")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("host.example:80")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(ListenAddress.TryParse(text, out _));

    [Theory]
    [InlineData("http://127.0.0.1:0", 0)]
    [InlineData("http://localhost:80/", 80)]
    [InlineData("http://[::1]", 1876)]
    public void TryParseUrl_Http_IsRead(string text, int port)
    {
        Assert.True(ListenAddress.TryParseUrl(text, out var endPoint));
        Assert.Equal(port, endPoint.Port);
    }

    [Theory]
    [InlineData("https://127.0.0.1:1")]
    [InlineData("127.0.0.1:1")]
    [InlineData("http://127.0.0.1:1/api")]
    public void TryParseUrl_AnythingElse_IsRefused(string text) => Assert.False(ListenAddress.TryParseUrl(text, out _));

    [Fact]
    public void ForThisMachine_Wildcard_IsTheLoopback()
    {
        Assert.Equal("127.0.0.1:5", ListenAddress.ForThisMachine(new IPEndPoint(IPAddress.IPv6Any, 5)));
        Assert.Equal("[::1]:5", ListenAddress.ForThisMachine(new IPEndPoint(IPAddress.IPv6Loopback, 5)));
    }
}
