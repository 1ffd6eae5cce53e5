using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

/// <summary>Questions about programs, and answers, that are none.</summary>
public class CheckTests
{
    [Theory]
    [InlineData("""{"check":{"execute":[]}}""")]
    [InlineData("""{"check":{"question":1}}""")]
    [InlineData("""{"check":{"question":-1,"execute":[]}}""")]
    [InlineData("""{"check":{"question":1.5,"execute":[]}}""")]
    [InlineData("""{"check":{"question":"1","execute":[]}}""")]
    [InlineData("""{"check":{"question":9007199254740992,"execute":[]}}""")]
    [InlineData("""{"check":{"question":1,"execute":{}}}""")]
    [InlineData("""{"check":[]}""")]
    [InlineData("""{"checked":{"question":1,"executed":[{"id":1}]}}""")]
    [InlineData("""{"checked":{"question":1,"executed":[7]}}""")]
    [InlineData("""{"checked":{"executed":[]}}""")]
    [InlineData("""{"checked":null}""")]
    public void Read_AnotherShape_IsNoPacket(string data) =>
        Packets.Refuse($$"""{"data":{{data}}}""");

    [Fact]
    public void Read_MoreEntriesThanAnArrayMayHave_IsNoPacket()
    {
        var entries = string.Join(',', Enumerable.Repeat("""{"id":1,"started":true}""", MessageLimits.MaxEntries + 1));
        Packets.Refuse("""{"data":{"checked":{"question":1,"executed":[""" + entries + "]}}}");
    }

    [Fact]
    public void Read_MembersThatAreNotKnown_AreIgnored() =>
        Assert.Equal(7, Assert.IsType<CheckMessage>(Packets.Read("""{"data":{"check":{"why":[1],"question":7,"execute":[]}}}""").Single).Question);

    [Fact]
    public void WithoutTheExtension_ItCountsAsUnknown()
    {
        Assert.False(new CheckMessage(1, []).IsAgreed(WireExtensions.All & ~WireExtensions.Check, FrameDialect.BE16));
        Assert.False(new CheckedMessage(1, []).IsAgreed(WireExtensions.None, FrameDialect.LE4));
        Assert.True(new CheckMessage(1, []).IsAgreed(WireExtensions.Check, FrameDialect.BE16));
    }
}
