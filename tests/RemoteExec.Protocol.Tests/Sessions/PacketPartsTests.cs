using System.Text.Json;
using FsCheck.Xunit;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Protocol.Tests.Framing;
using RemoteExec.Protocol.Tests.Messages;

namespace RemoteExec.Protocol.Tests.Sessions;

public class PacketPartsTests
{
    public static TheoryData<FrameDialect> Dialects => Frames.Dialects;

    [Property(MaxTest = 50)]
    public void Split_AnyStatuses_SaysTheSameInOrderAndInSmallFrames(byte[] lengths, byte dialectNumber)
    {
        var dialect = (FrameDialect)(dialectNumber % 4);
        var entries = lengths.Select((length, i) => new ProcessStatusEntry { Id = new WireId(i), State = WireProcessState.Exited, Message = new string('é', length * 8) }).ToList();

        var parts = PacketParts.Split(new ProcessStatusMessage(entries, 9), dialect).Cast<ProcessStatusMessage>().ToList();

        Assert.Equal(entries, parts.SelectMany(part => part.Entries));
        Assert.Equal(9, parts[^1].Sequence);
        Assert.All(parts.SkipLast(1), part => Assert.Null(part.Sequence));
        Assert.All(parts, part => Assert.True(part.Entries.Count <= 1 || FrameSize(part, dialect) <= Limit(dialect)));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Split_NothingToSay_IsStillSaid(FrameDialect dialect)
    {
        Assert.Empty(Assert.IsType<ExecutedMessage>(Assert.Single(PacketParts.Split(new ExecutedMessage([]), dialect))).Entries);
        Assert.Empty(Assert.IsType<ExecuteMessage>(Assert.Single(PacketParts.Split(new ExecuteMessage([]), dialect))).Entries);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Split_MessageThatCannotBeSplit_ComesBackWhole(FrameDialect dialect)
    {
        var message = new BrowseMessage(new string('x', 4_000));

        Assert.Same(message, Assert.Single(PacketParts.Split(message, dialect)));
    }

    [Fact]
    public void Split_KillAndAckOverTheLimit_KeepWhatStandsBeside()
    {
        var kills = PacketParts.Split(new KillMessage([.. Enumerable.Range(0, 300).Select(i => new KillEntry(new WireId(i)))], 7), FrameDialect.BE16).Cast<KillMessage>().ToList();
        var acks = PacketParts.Split(
            new AckMessage(5, [.. Enumerable.Range(0, 300).Select(i => new OutputAck(new WireId(i), WireStream.Stdout, 1))]), FrameDialect.BE16).Cast<AckMessage>().ToList();

        Assert.Equal(2, kills.Count);
        Assert.All(kills, kill => Assert.Equal(7, kill.Grace));
        Assert.Equal([null, 5L], acks.Select(ack => ack.Seq));
        Assert.Equal(300, acks.Sum(ack => ack.Output!.Count));
    }

    [Fact]
    public void Split_SetupForLE4_DropsFactsThenTheTree()
    {
        var big = JsonSerializer.SerializeToElement(new string('x', 2_000));
        var small = JsonSerializer.SerializeToElement("x");
        var setup = new SetupMessage { Id = "m-a", Name = "left", Addresses = ["192.0.2.7"], Facts = small, ExecutableTree = small };

        SetupMessage Cut(SetupMessage message) => Assert.IsType<SetupMessage>(Assert.Single(PacketParts.Split(message, FrameDialect.LE4)));

        Assert.Same(setup, Cut(setup));
        var withoutFacts = Cut(setup with { Facts = big });
        Assert.Equal(JsonValueKind.Undefined, withoutFacts.Facts.ValueKind);
        Assert.Equal(JsonValueKind.String, withoutFacts.ExecutableTree.ValueKind);
        var withoutTree = Cut(setup with { ExecutableTree = big });
        Assert.Equal(JsonValueKind.Undefined, withoutTree.ExecutableTree.ValueKind);
        Assert.Equal(["192.0.2.7"], withoutTree.Addresses!);
        var least = Cut(setup with { Addresses = [new string('x', 2_000)] });
        Assert.Null(least.Addresses);
        Assert.Equal(("m-a", "left"), (least.Id, least.Name));
        Assert.Same(setup, Assert.Single(PacketParts.Split(setup, FrameDialect.BE16)));
    }

    private static int Limit(FrameDialect dialect) => dialect == FrameDialect.LE4 ? FrameLimits.LegacyFrameTarget : FrameLimits.MaxDataLength + 16;

    private static int FrameSize(WireMessage message, FrameDialect dialect) =>
        FrameWriter.FrameSize(dialect, BoxSealer.SealedLength(System.Text.Encoding.UTF8.GetByteCount(Packets.Write(message, dialect))));
}
