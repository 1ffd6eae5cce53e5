using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using RemoteExec.Agent.Waking;

namespace RemoteExec.Agent.Tests.Waking;

/// <summary>What wakes a machine.</summary>
public class WakeningTests
{
    [Fact]
    public void APacket_IsSixBytesOfOnes_AndSixteenTimesTheAddress()
    {
        var packet = MagicPacket.For("02:00:5E:10:00:01");

        Assert.Equal(102, packet.Length);
        Assert.Equal("FFFFFFFFFFFF" + string.Concat(Enumerable.Repeat("02005E100001", 16)), Convert.ToHexString(packet));
    }

    [Theory]
    [InlineData("192.0.2.7", 24, "192.0.2.255")]
    [InlineData("10.1.2.3", 12, "10.15.255.255")]
    [InlineData("192.0.2.9", 29, "192.0.2.15")]
    [InlineData("192.0.2.9", 32, "192.0.2.9")]
    public void EveryoneOfANetwork_IsItsLastAddress(string address, int bits, string everyone) =>
        Assert.Equal(IPAddress.Parse(everyone), LocalNetwork.EveryoneOf(IPAddress.Parse(address), bits));

    [Fact]
    public async Task ItIsSentToEveryoneOfEveryNetwork_ThreeTimes_AndOneThatIsGoneHidesNoOther()
    {
        using var everyone = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        everyone.Bind(new IPEndPoint(IPAddress.Any, 0));
        var gone = new LocalNetwork(IPAddress.Parse("192.0.2.7"), IPAddress.Parse("192.0.2.255"));
        var here = new LocalNetwork(IPAddress.Loopback, LocalNetwork.EveryoneOf(IPAddress.Loopback, 8));

        Wakening.Send(["02:00:5e:10:00:01", "02:00:5e:10:00:02"], [gone, here], ((IPEndPoint)everyone.LocalEndPoint!).Port, NullLogger.Instance);

        List<string> heard = [];
        var buffer = new byte[256];
        while (heard.Count < 6)
        {
            var length = await everyone.ReceiveAsync(buffer, SocketFlags.None, TestContext.Current.CancellationToken);
            heard.Add(Convert.ToHexString(buffer, 0, length));
        }

        Assert.Equal([3, 3], heard.CountBy(packet => packet[12..24]).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal(0, everyone.Available);
    }
}
