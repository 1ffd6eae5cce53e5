using System.Text.Json;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

public class MessageTests
{
    public static TheoryData<string> Canonical => [.. GoldenMessages.Canonical.Select(golden => golden.Name)];

    public static TheoryData<string> Legacy => [.. GoldenMessages.Legacy.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Canonical))]
    public void Write_Message_GivesItsTextExactly(string name)
    {
        var (message, json) = GoldenMessages.Find(FrameDialect.BE16, name);

        foreach (var dialect in (FrameDialect[])[FrameDialect.BE16, FrameDialect.LE16, FrameDialect.BE4])
        {
            Assert.Equal(json, Packets.Write(message, dialect));
        }
    }

    [Theory]
    [MemberData(nameof(Canonical))]
    public void Read_WhatWasWritten_SaysTheSame(string name)
    {
        var (message, json) = GoldenMessages.Find(FrameDialect.BE16, name);

        var read = Packets.Read(json);

        Assert.Null(read.Error);
        Assert.Equal(message.GetType(), Assert.Single(read.Messages).GetType());
        Assert.Equal(json, Packets.Write(read.Single!));
    }

    [Theory]
    [MemberData(nameof(Legacy))]
    public void Write_MessageForLE4_GivesTheLegacyText(string name)
    {
        var (message, json) = GoldenMessages.Find(FrameDialect.LE4, name);

        Assert.Equal(json, Packets.Write(message, FrameDialect.LE4));
    }

    [Theory]
    [MemberData(nameof(Legacy))]
    public void Read_LegacyText_SaysWhatTheCanonicalTextWouldSay(string name)
    {
        var (message, json) = GoldenMessages.Find(FrameDialect.LE4, name);

        var read = Packets.Read(json).Single!;

        Assert.Equal(json, Packets.Write(read, FrameDialect.LE4));
        Assert.Equal(message.GetType(), read.GetType());
    }

    [Fact]
    public void EveryKindOfMessage_HasItsGoldenText() =>
        Assert.Equal(
            typeof(WireMessage).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(WireMessage))).Select(t => t.Name).Order(),
            GoldenMessages.Canonical.Select(golden => golden.Message.GetType().Name).Distinct().Order());

    // The legacy server reads only the first key of data.
    [Fact]
    public void Write_AnyMessage_PutsOneBaseKeyFirst()
    {
        string[] beside = ["extensions", "seq"];
        foreach (var (_, _, json) in GoldenMessages.Canonical)
        {
            using var document = JsonDocument.Parse(json);
            var keys = document.RootElement.GetProperty("data").EnumerateObject().Select(member => member.Name).ToList();

            Assert.DoesNotContain(keys[0], beside);
            Assert.All(keys.Skip(1), key => Assert.Contains(key, beside));
        }
    }

    [Fact]
    public void Read_Execute_GivesEveryMember()
    {
        var entry = Assert.Single(Packets.Read<ExecuteMessage>(GoldenMessages.Find(FrameDialect.BE16, "execute, supervised").Json).Entries);

        Assert.Null(entry.Refusal);
        Assert.Equal("a.b:c_d-1", entry.Id!.Value.Text);
        Assert.Equal(new Dictionary<string, string> { ["A"] = "1" }, entry.Environment);
        Assert.Equal("/tmp", entry.WorkingDirectory);
        Assert.Equal(2500, entry.TimeoutMilliseconds);
    }

    [Fact]
    public void Read_ProcessStatus_GivesEveryMember()
    {
        var status = Packets.Read<ProcessStatusMessage>("""{"data":{"processStatus":[{"id":1,"state":"RUNNING"},{"id":2,"state":"CLOSED","signal":9,"attempt":2}],"seq":5}}""");

        Assert.Equal(5, status.Sequence);
        Assert.Equal(new ProcessStatusEntry { Id = new WireId(1), State = WireProcessState.Running }, status.Entries[0]);
        Assert.Equal(new ProcessStatusEntry { Id = new WireId(2), State = WireProcessState.Closed, Signal = 9, Attempt = 2 }, status.Entries[1]);
    }

    [Fact]
    public void Read_SeqBeforeItsKey_BelongsToIt() =>
        Assert.Equal(3, Packets.Read<ExecutedMessage>("""{"data":{"seq":3,"executed":[]}}""").Sequence);

    [Fact]
    public void Read_ExtensionsBeforeTheKey_BelongToIt() =>
        Assert.Equal(
            WireExtensions.Kill | WireExtensions.Journal,
            Packets.Read<PublicKeyMessage>("""{"data":{"extensions":["kill","journal","teleport"],"publicKey":""}}""").Extensions);
}
