using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

/// <summary>Machines to wake that are none.</summary>
public class WakeTests
{
    [Theory]
    [InlineData("""{"wake":{}}""")]
    [InlineData("""{"wake":{"macs":[]}}""")]
    [InlineData("""{"wake":{"macs":null}}""")]
    [InlineData("""{"wake":{"macs":[null]}}""")]
    [InlineData("""{"wake":{"macs":[7]}}""")]
    [InlineData("""{"wake":{"macs":"02:00:5e:10:00:01"}}""")]
    [InlineData("""{"wake":{"macs":["02:00:5e:10:00"]}}""")]
    [InlineData("""{"wake":{"macs":["02:00:5e:10:00:01:02"]}}""")]
    [InlineData("""{"wake":{"macs":["02-00-5e-10-00-01"]}}""")]
    [InlineData("""{"wake":{"macs":["02005e100001     "]}}""")]
    [InlineData("""{"wake":{"macs":["02:00:5e:10:00:0g"]}}""")]
    [InlineData("""{"wake":{"macs":["02:00:5e:10:00:٠١"]}}""")]
    [InlineData("""{"wake":["02:00:5e:10:00:01"]}""")]
    [InlineData("""{"wake":null}""")]
    public void Read_AnotherShape_IsNoPacket(string data) => Packets.Refuse($$"""{"data":{{data}}}""");

    [Theory]
    [InlineData(MessageLimits.MaxMacs, true)]
    [InlineData(MessageLimits.MaxMacs + 1, false)]
    public void Read_AtMostSixteen(int count, bool isRead)
    {
        var macs = string.Join(',', Enumerable.Repeat("\"02:00:5e:10:00:01\"", count));
        var packet = """{"data":{"wake":{"macs":[""" + macs + "]}}}";
        if (isRead)
        {
            Assert.Equal(count, Assert.IsType<WakeMessage>(Packets.Read(packet).Single).Macs.Count);
        }
        else
        {
            Packets.Refuse(packet);
        }
    }

    [Fact]
    public void HardwareAddresses_AreReadByteByByte()
    {
        var bytes = new byte[HardwareAddress.Length];
        Assert.True(HardwareAddress.TryRead("0a:fF:00:10:9b:C1", bytes));
        Assert.Equal([0x0a, 0xff, 0x00, 0x10, 0x9b, 0xc1], bytes);
    }

    [Fact]
    public void WithoutTheExtension_ItCountsAsUnknown()
    {
        Assert.False(new WakeMessage(["02:00:5e:10:00:01"]).IsAgreed(WireExtensions.All & ~WireExtensions.Wake, FrameDialect.BE16));
        Assert.True(new WakeMessage(["02:00:5e:10:00:01"]).IsAgreed(WireExtensions.Wake, FrameDialect.BE16));
    }
}
