using System.Text;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

/// <summary>The whole text is checked before anything is read from it, also the parts that are then ignored (docs/protocol.md §2).</summary>
public class StrictnessTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{\"data\":{}")]
    [InlineData("{\"data\":{}}}")]
    [InlineData("{\"data\":{}} x")]
    [InlineData("{\"data\":{}}{\"data\":{}}")]
    [InlineData("{\"data\":{}}\0")]
    [InlineData("{\"data\":{},}")]
    [InlineData("{\"data\":{\"execute\":[1,]}}")]
    [InlineData("{\"data\":{}}//")]
    [InlineData("/* seed */{\"data\":{}}")]
    [InlineData("{\"data\":{\"holder\":1 // comment\n}}")]
    [InlineData("{'data':{}}")]
    [InlineData("{data:{}}")]
    [InlineData("{\"data\":{\"x\":01}}")]
    [InlineData("{\"data\":{\"x\":+1}}")]
    [InlineData("{\"data\":{\"x\":.5}}")]
    [InlineData("{\"data\":{\"x\":NaN}}")]
    [InlineData("{\"data\":{\"x\":\"\t\"}}")]
    [InlineData("{\"data\":{\"x\":\"\\x\"}}")]
    [InlineData("{\"data\":{\"x\":TRUE}}")]
    public void Read_NotJson_IsRefused(string json) => Packets.Refuse(json);

    [Theory]
    [InlineData("[]")]
    [InlineData("[{\"data\":{}}]")]
    [InlineData("\"data\"")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"Data\":{}}")]
    [InlineData("{\"data\":null}")]
    [InlineData("{\"data\":[]}")]
    [InlineData("{\"data\":\"{}\"}")]
    public void Read_JsonThatIsNoPacket_IsRefused(string json) => Assert.Equal(PacketReader.WrongShape, Packets.Refuse(json));

    [Theory]
    [InlineData(" \t\r\n{ \"data\" : { } } \n")]
    [InlineData("{\"\\u0064at\\u0061\":{}}")]
    public void Read_WhiteSpaceAndEscapedNames_AreJsonToo(string json) => Assert.Empty(Packets.Read(json).Messages);

    [Fact]
    public void Read_ByteOrderMark_IsRefused() => Packets.Refuse([0xEF, 0xBB, 0xBF, .. "{\"data\":{}}"u8]);

    [Theory]
    [InlineData("FF")]
    [InlineData("C080")]
    [InlineData("C3")]
    [InlineData("EDA080")]
    [InlineData("F4908080")]
    public void Read_InvalidUtf8_IsRefusedAlsoWhereItIsIgnored(string hex)
    {
        var bad = Convert.FromHexString(hex);

        Packets.Refuse([.. "{\"data\":{\"holder\":\""u8, .. bad, .. "\"}}"u8]);
        Packets.Refuse([.. "{\"data\":{\""u8, .. bad, .. "\":1}}"u8]);
        Packets.Refuse([.. "{\"data\":{},\"beside\":\""u8, .. bad, .. "\"}"u8]);
        Packets.Refuse([.. "{\"data\":{}}"u8, .. bad]);
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00")]
    [InlineData("\\udc00\\ud800")]
    [InlineData("\\ud800x")]
    [InlineData("\\ud800\\ud800\\udc00")]
    public void Read_LoneSurrogate_IsRefusedAlsoWhereItIsIgnored(string escape)
    {
        Packets.Refuse("{\"data\":{\"holder\":\"" + escape + "\"}}");
        Packets.Refuse("{\"data\":{\"" + escape + "\":1}}");
        Packets.Refuse("{\"data\":{\"holder\":[{\"x\":[\"" + escape + "\"]}]}}");
        Packets.Refuse("{\"data\":{},\"beside\":\"" + escape + "\"}");
        Packets.Refuse("{\"data\":{\"executed\":[{\"id\":1,\"started\":true,\"message\":\"" + escape + "\"}]}}");
    }

    [Fact]
    public void Read_SurrogatePair_IsOneCharacter() =>
        Assert.Equal("😀", Assert.Single(Packets.Read<ExecutedMessage>("{\"data\":{\"executed\":[{\"id\":1,\"started\":true,\"message\":\"\\ud83d\\ude00\"}]}}").Entries).Message);

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void Read_Depth_IsAllowedTo16Levels(int levels, bool allowed)
    {
        // The outermost object and data are two of them.
        var inside = levels - 2;
        foreach (var json in new[]
        {
            "{\"data\":{\"holder\":" + new string('[', inside) + new string(']', inside) + "}}",
            "{\"data\":{\"holder\":" + string.Concat(Enumerable.Repeat("{\"a\":", inside - 1)) + "{}" + new string('}', inside - 1) + "}}",
        })
        {
            Assert.Equal(allowed, PacketReader.TryRead(Encoding.UTF8.GetBytes(json), out _, out _));
        }
    }

    [Theory]
    [InlineData("{\"data\":{},\"data\":{}}")]
    [InlineData("{\"data\":{},\"d\\u0061ta\":{}}")]
    [InlineData("{\"d\\u0061ta\":{},\"data\":{}}")]
    [InlineData("{\"d\\u0061ta\":{},\"dat\\u0061\":{}}")]
    [InlineData("{\"data\":{\"execute\":[],\"execute\":[]}}")]
    [InlineData("{\"data\":{\"holder\":{\"a\":1,\"b\":2,\"a\":3}}}")]
    [InlineData("{\"data\":{\"holder\":[{\"\":1,\"\":1}]}}")]
    [InlineData("{\"data\":{\"holder\":{\"\\u00e9\":1,\"é\":2}}}")]
    [InlineData("{\"data\":{\"execute\":[{\"id\":1,\"id\":1}]}}")]
    public void Read_MemberTwiceInOneObject_IsRefused(string json) => Packets.Refuse(json);

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(40)]
    public void Read_MemberTwiceBehindManyOthers_IsRefused(int others)
    {
        var members = string.Join(',', Enumerable.Range(0, others).Select(i => $"\"m{i}\":{i}"));
        Packets.Read("{\"data\":{" + members + "}}");

        Packets.Refuse("{\"data\":{" + members + ",\"m0\":0}}");
        Packets.Refuse("{\"data\":{" + members + ",\"m\\u0030\":0}}");
        Packets.Refuse("{\"data\":{" + members + ",\"m" + (others - 1) + "\":0}}");
    }

    [Fact]
    public void Read_SameNameInDifferentObjects_IsAllowed() =>
        Packets.Read("{\"data\":{\"holder\":{\"data\":{\"a\":1},\"a\":{\"a\":[{\"a\":1},{\"a\":2}]},\"A\":1}}}");

    // A refusal must leave nothing behind in what the next packet of the same thread is checked with.
    [Fact]
    public void Read_AfterARefusal_StartsAfresh()
    {
        for (var i = 0; i < 50; i++)
        {
            Packets.Refuse("{\"data\":{\"holder\":{\"a\":{\"a\":1,\"a\":2}}}}");
            Packets.Refuse("{\"data\":{\"holder\":[[[[{\"data\":1");
            Packets.Read("{\"data\":{\"holder\":{\"a\":1}}}");
        }
    }

    [Fact]
    public void Read_Refusal_QuotesNothingOfThePacket()
    {
        foreach (var json in new[]
        {
            "{\"data\":{\"authenticate\":{\"password\":\"s3cret\"}},}",
            "{\"data\":{\"authenticate\":{\"password\":\"s3cret\",\"password\":\"s3cret\"}}}",
            "{\"data\":{\"kill\":{\"processes\":\"s3cret\"}}}",
            "{\"data\":{\"s3cret\":\"\\ud800\"}}",
            "s3cret",
        })
        {
            Assert.DoesNotContain("s3cret", Packets.Refuse(json), StringComparison.Ordinal);
        }
    }
}
