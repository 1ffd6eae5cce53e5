using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

/// <summary>One object with <c>data</c> or <c>error</c>; keys in order, unknown ones ignored (docs/protocol.md §2).</summary>
public class PacketShapeTests
{
    [Theory]
    [InlineData("""{"error":{"code":102}}""", WireErrorCode.WrongPassword)]
    [InlineData("""{"error":{"code":1.02e2,"why":[]}}""", WireErrorCode.WrongPassword)]
    [InlineData("""{"error":{"code":777}}""", (WireErrorCode)777)]
    [InlineData("""{"error":{"code":"102"}}""", WireErrorCode.None)]
    [InlineData("""{"error":{"code":-1}}""", WireErrorCode.None)]
    [InlineData("""{"error":{"code":1000}}""", WireErrorCode.None)]
    [InlineData("""{"error":{"code":102.5}}""", WireErrorCode.None)]
    [InlineData("""{"error":{}}""", WireErrorCode.None)]
    [InlineData("""{"error":null}""", WireErrorCode.None)]
    [InlineData("""{"error":102}""", WireErrorCode.None)]
    [InlineData("""{"error":["code",102]}""", WireErrorCode.None)]
    public void Read_Error_GivesItsCode(string json, WireErrorCode code)
    {
        var packet = Packets.Read(json);

        Assert.Equal(code, packet.Error);
        Assert.Empty(packet.Messages);
    }

    [Theory]
    [InlineData("""{"data":{"executed":[]},"error":{"code":110}}""")]
    [InlineData("""{"error":{"code":110},"data":{"executed":[]}}""")]
    [InlineData("""{"data":5,"error":{"code":110}}""")]
    [InlineData("""{"error":{"code":110},"data":null}""")]
    [InlineData("""{"data":{"execute":"wrong"},"error":{"code":110}}""")]
    [InlineData("""{"data":{"executed":[],"kill":{"processes":[null]}},"x":0,"error":{"code":110}}""")]
    public void Read_DataAndError_ErrorWinsWhateverTheDataIs(string json)
    {
        var packet = Packets.Read(json);

        Assert.Equal(WireErrorCode.CouldNotDecrypt, packet.Error);
        Assert.Empty(packet.Messages);
        Assert.Null(packet.Single);
    }

    [Fact]
    public void Read_SeveralKeys_GivesThemInOrder()
    {
        var packet = Packets.Read("""{"data":{"ping":{"t0":1},"executed":[],"holder":{"holder2":1},"authenticate":"x","processStatus":[],"seq":4}}""");

        Assert.Equal(
            [typeof(PingMessage), typeof(ExecutedMessage), typeof(AuthenticateMessage), typeof(ProcessStatusMessage)],
            packet.Messages.Select(message => message.GetType()));
        Assert.Equal(4, ((ExecutedMessage)packet.Messages[1]).Sequence);
        Assert.Equal(4, ((ProcessStatusMessage)packet.Messages[3]).Sequence);
        Assert.Null(packet.Single);
    }

    [Theory]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":{"":{}}}""")]
    [InlineData("""{"data":{"holder":{"holder2":"comment"}}}""")]
    [InlineData("""{"data":{"EXECUTE":5,"publickey":7,"Authenticate":null}}""")]
    [InlineData("""{"data":{"teleport":[[{"a":[]}]]},"beside":{"data":{"execute":5}}}""")]
    [InlineData("""{"data":{"seq":3,"extensions":["kill"]}}""")]
    public void Read_NothingKnown_IsAPacketWithoutMessages(string json)
    {
        var packet = Packets.Read(json);

        Assert.Null(packet.Error);
        Assert.Empty(packet.Messages);
    }

    [Fact]
    public void Read_UnknownMembersOfAMessage_AreIgnored()
    {
        var status = Packets.Read<ProcessStatusMessage>(
            """{"data":{"holder":1,"processStatus":[{"":{},"id":1,"colour":["red"],"state":"EXITED","holder":{"holder2":1}}],"x":null}}""");

        Assert.Equal(WireProcessState.Exited, Assert.Single(status.Entries).State);
    }

    [Theory]
    [InlineData("execute", "5")]
    [InlineData("execute", "null")]
    [InlineData("execute", "\"x\"")]
    [InlineData("execute", "[5]")]
    [InlineData("execute", "[null]")]
    [InlineData("execute", "[[]]")]
    [InlineData("execute", "{}")]
    [InlineData("execute", "{\"executables\":{}}")]
    [InlineData("execute", "{\"executables\":[null]}")]
    [InlineData("executed", "{}")]
    [InlineData("executed", "[{}]")]
    [InlineData("executed", "[{\"id\":1}]")]
    [InlineData("executed", "[{\"started\":true}]")]
    [InlineData("executed", "[{\"id\":1,\"started\":\"true\"}]")]
    [InlineData("executed", "[{\"id\":1,\"started\":true,\"message\":5}]")]
    [InlineData("executed", "[null]")]
    [InlineData("processStatus", "[{\"id\":1}]")]
    [InlineData("processStatus", "[{\"state\":\"RUNNING\"}]")]
    [InlineData("processStatus", "[{\"id\":null,\"state\":\"RUNNING\"}]")]
    [InlineData("processStatus", "[{\"id\":1,\"state\":\"RUNNING\",\"attempt\":0}]")]
    [InlineData("processStatus", "[{\"id\":1,\"state\":\"RUNNING\",\"exitCode\":1.5}]")]
    [InlineData("processStatus", "[{\"id\":1,\"state\":\"RUNNING\",\"at\":1e30}]")]
    [InlineData("processStatus", "[null]")]
    [InlineData("setup", "[]")]
    [InlineData("setup", "{\"name\":5}")]
    [InlineData("setup", "{\"addresses\":[null]}")]
    [InlineData("setup", "{\"networks\":[null]}")]
    [InlineData("setup", "{\"networks\":[{\"mac\":\"02:00:5e:10:00:07\"}]}")]
    [InlineData("setup", "{\"networks\":[{\"mac\":null,\"addresses\":[]}]}")]
    [InlineData("setup", "{\"networks\":[{\"mac\":\"\",\"addresses\":[null]}]}")]
    [InlineData("setup", "{\"labels\":{\"a\":null}}")]
    [InlineData("setup", "{\"labels\":{\"a\":1}}")]
    [InlineData("setupComplete", "{\"id\":\"m-a\"}")]
    [InlineData("setupComplete", "{\"id\":null,\"name\":\"x\"}")]
    [InlineData("browse", "{}")]
    [InlineData("browse", "{\"path\":null}")]
    [InlineData("browsed", "{\"path\":\"\",\"files\":[null],\"folders\":[],\"truncated\":false,\"message\":\"\"}")]
    [InlineData("snapshot", "{\"complete\":true}")]
    [InlineData("snapshot", "{\"complete\":true,\"highestId\":-1}")]
    [InlineData("snapshot", "{\"complete\":true,\"highestId\":9007199254740992}")]
    [InlineData("ack", "{\"seq\":-1}")]
    [InlineData("ack", "{\"output\":[null]}")]
    [InlineData("ack", "{\"output\":[{\"id\":1,\"stream\":\"stdout\",\"offset\":-1}]}")]
    [InlineData("ack", "{\"output\":[{\"id\":1,\"stream\":\"stdin\",\"offset\":0}]}")]
    [InlineData("kill", "{}")]
    [InlineData("kill", "{\"processes\":[null]}")]
    [InlineData("kill", "{\"processes\":[{}]}")]
    [InlineData("kill", "{\"processes\":[{\"id\":1}],\"grace\":-1}")]
    [InlineData("kill", "{\"processes\":[{\"id\":1}],\"grace\":3600001}")]
    [InlineData("kill", "{\"processes\":[{\"id\":1}],\"grace\":\"5\"}")]
    [InlineData("ping", "{}")]
    [InlineData("pong", "{\"t0\":1,\"t1\":2}")]
    [InlineData("bye", "{}")]
    [InlineData("bye", "{\"reason\":\"shutdown\",\"reconnectAfter\":-1}")]
    [InlineData("output", "{}")]
    [InlineData("output", "[{\"id\":1,\"stream\":\"stdout\",\"offset\":-1,\"text\":\"x\"}]")]
    [InlineData("output", "[{\"id\":1,\"stream\":\"stdout\",\"offset\":0}]")]
    [InlineData("output", "[{\"id\":1,\"stream\":\"stdout\",\"offset\":0,\"text\":\"x\",\"bytes\":\"eA==\"}]")]
    [InlineData("output", "[{\"id\":1,\"stream\":\"stdout\",\"offset\":0,\"bytes\":\"e\"}]")]
    [InlineData("output", "[{\"id\":1,\"stream\":1,\"offset\":0,\"text\":\"x\"}]")]
    [InlineData("identity", "{}")]
    [InlineData("identity", "null")]
    [InlineData("authVerification", "true")]
    [InlineData("authVerification", "{\"accepted\":1}")]
    [InlineData("seq", "-1")]
    [InlineData("seq", "1.5")]
    [InlineData("seq", "\"1\"")]
    [InlineData("extensions", "\"kill\"")]
    [InlineData("extensions", "[\"\"]")]
    [InlineData("extensions", "[null]")]
    [InlineData("extensions", "[7]")]
    public void Read_KnownKeyOfTheWrongShape_RefusesThePacket(string key, string value) =>
        Assert.Equal(PacketReader.WrongShape, Packets.Refuse("{\"data\":{\"" + key + "\":" + value + "}}"));

    [Theory]
    [InlineData("{\"accepted\":true}", true)]
    [InlineData("{\"accapted\":true}", true)]
    [InlineData("{\"accapted\":true,\"message\":\"welcome\"}", true)]
    [InlineData("{\"accepted\":false}", false)]
    [InlineData("{\"accapted\":false}", false)]
    [InlineData("{}", false)]
    public void Read_AuthVerification_CountsEitherSpelling(string value, bool accepted)
    {
        var message = Packets.Read<AuthVerificationMessage>("{\"data\":{\"authVerification\":" + value + "}}");

        Assert.Equal(accepted, message.Accepted);
        Assert.NotNull(message.Message);
    }

    [Fact]
    public void Read_PublicKeyThatIsNoString_IsAKeyThatCannotBeUsed()
    {
        Assert.Null(Packets.Read<PublicKeyMessage>("""{"data":{"publicKey":{"x":[1]}}}""").PublicKey);
        Assert.Null(Packets.Read<PublicKeyMessage>("""{"data":{"publicKey":5,"extensions":["kill"]}}""").PublicKey);
    }
}
