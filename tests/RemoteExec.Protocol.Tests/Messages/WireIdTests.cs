using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

public class WireIdTests
{
    private const string Longest = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

    [Theory]
    [InlineData("0")]
    [InlineData("7")]
    [InlineData("2147483647")]
    [InlineData("9007199254740991")]
    [InlineData("\"7\"")]
    [InlineData("\"0f8fad5b-d9cb-469f-a165-70867728950e\"")]
    [InlineData("\"a:b\"")]
    [InlineData("\"" + Longest + "\"")]
    public void Id_Usable_IsEchoedAsItCame(string id)
    {
        var execute = Packets.Read<ExecuteMessage>("{\"data\":{\"execute\":[{\"id\":" + id + ",\"application\":\"x\"}]}}");
        var entry = Assert.Single(execute.Entries);

        Assert.Null(entry.Refusal);
        Assert.Equal("{\"data\":{\"executed\":[{\"id\":" + id + ",\"started\":true,\"message\":\"\"}]}}", Packets.Write(new ExecutedMessage([new ExecutedEntry(entry.Id, true)])));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("9007199254740992")]
    [InlineData("1e999")]
    [InlineData("\"\"")]
    [InlineData("\"" + Longest + "A\"")]
    [InlineData("\"a b\"")]
    [InlineData("\"a/b\"")]
    [InlineData("\"é\"")]
    [InlineData("\"\\u0000\"")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[7]")]
    public void Id_Unusable_RefusesItsEntryOnly(string id)
    {
        var execute = Packets.Read<ExecuteMessage>("{\"data\":{\"execute\":[{\"id\":" + id + ",\"application\":\"x\"},{\"id\":8,\"application\":\"x\"}]}}");

        Assert.Null(execute.Entries[0].Id);
        Assert.NotNull(execute.Entries[0].Refusal);
        Assert.Equal(new WireId(8), execute.Entries[1].Id);
        Assert.Null(execute.Entries[1].Refusal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("\"a b\"")]
    [InlineData("9007199254740992")]
    public void Id_UnusableInAStatus_RefusesThePacket(string id) =>
        Packets.Refuse("{\"data\":{\"processStatus\":[{\"id\":" + id + ",\"state\":\"RUNNING\"}]}}");

    [Fact]
    public void Id_NumberAndItsDigits_AreTwoIds()
    {
        Assert.True(WireId.TryCreate("7", out var text));

        Assert.NotEqual(new WireId(7), text);
        Assert.Equal("7", text.ToString());
        Assert.Null(text.Number);
        Assert.Null(new WireId(7).Text);
    }

    [Fact]
    public void Id_NumberInAnotherSpelling_IsItsValue() => Assert.Equal(new WireId(10), Packets.Entry("\"id\":1e1,\"application\":\"x\"").Id);

    [Theory]
    [InlineData(-1)]
    [InlineData(1L << 53)]
    public void Constructor_OutOfRange_Throws(long number)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WireId(number));
        Assert.False(WireId.TryCreate(number, out _));
    }
}
