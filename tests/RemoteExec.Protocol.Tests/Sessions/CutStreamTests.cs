using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>The cable is pulled at every byte of the handshake: nothing half-said counts, and each end knows how far it got.</summary>
public class CutStreamTests
{
    private const string Identity = "identity";

    public static TheoryData<string, FrameDialect> Meetings => new()
    {
        { "plain", FrameDialect.BE16 },
        { "plain", FrameDialect.LE16 },
        { "plain", FrameDialect.BE4 },
        { "plain", FrameDialect.LE4 },
        { Identity, FrameDialect.BE16 },
        { Identity, FrameDialect.BE4 },
    };

    [Theory]
    [MemberData(nameof(Meetings))]
    public async Task CutTowardsTheServer_AtEveryByte_LetsNobodyIn(string kind, FrameDialect dialect)
    {
        var whole = await RunAsync(kind, dialect, new Splice());
        Assert.NotNull(whole.Server.Channel);
        var hearsNothing = kind != Identity && dialect != FrameDialect.LE4;
        for (var cut = 0; cut < whole.Splice.SentToServer; cut++)
        {
            var (client, server, doorkeeper, splice) = await RunAsync(kind, dialect, new Splice { CutToServer = cut });

            Assert.Equal(cut, splice.SentToServer);
            Assert.Null(server.Channel);
            Assert.Null(server.Fault);
            Assert.Empty(doorkeeper.Asked);
            Assert.Equal(
                splice.SentToClient == 0 ? ClientHandshakeEnd.NoKey : hearsNothing ? ClientHandshakeEnd.None : ClientHandshakeEnd.LostDuringHandshake,
                client.End);
            await AssertOverAsync(client.Channel);
        }
    }

    [Theory]
    [MemberData(nameof(Meetings))]
    public async Task CutTowardsTheClient_AtEveryByte_ShowsNothingTooEarly(string kind, FrameDialect dialect)
    {
        var whole = await RunAsync(kind, dialect, new Splice());
        var keyFrame = FrameLengths.Key(dialect, kind == Identity);
        var beforeCredentials = kind == Identity ? keyFrame + FrameLengths.Identity(dialect) : keyFrame;
        for (var cut = 0; cut < whole.Splice.SentToClient; cut++)
        {
            var (client, server, doorkeeper, splice) = await RunAsync(kind, dialect, new Splice { CutToClient = cut });

            Assert.Equal(cut, splice.SentToClient);
            Assert.Null(client.Channel);
            Assert.Equal(cut < keyFrame ? ClientHandshakeEnd.NoKey : ClientHandshakeEnd.LostDuringHandshake, client.End);
            Assert.Equal(cut < beforeCredentials ? 0 : 1, doorkeeper.Asked.Count);
            Assert.Equal(cut < beforeCredentials, server.Channel is null);
            Assert.Null(server.Fault);
            await AssertOverAsync(server.Channel);
        }
    }

    [Theory]
    [MemberData(nameof(Meetings))]
    public async Task Meet_ByteByByte_IsConnected(string kind, FrameDialect dialect)
    {
        var splice = new Splice { ByteByByte = true };
        var carrying = splice.CarryAsync();
        var serving = Meeting.ServeAsync(splice.Server);
        var client = await Meeting.DialAsync(splice.Client, Options(kind, dialect)).Soon();
        var server = (await serving.Soon()).Channel!;

        await HandshakeTests.TalkAsync(client.Channel!, server);

        client.Channel!.Dispose();
        server.Dispose();
        Cable.HangUp(splice.Client);
        Cable.HangUp(splice.Server);
        await carrying.Soon();
    }

    private static ClientHandshakeOptions Options(string kind, FrameDialect dialect) =>
        kind == Identity
            ? new ClientHandshakeOptions { Dialect = dialect, Identity = Meeting.AgentIdentity, PinnedServer = Meeting.Pin, Password = Doorkeeper.Password }
            : Meeting.Plain(dialect);

    private static async Task<(ClientHandshakeOutcome Client, ServerHandshakeOutcome Server, Doorkeeper Doorkeeper, Splice Splice)> RunAsync(
        string kind, FrameDialect dialect, Splice splice)
    {
        var doorkeeper = new Doorkeeper();
        var carrying = splice.CarryAsync();
        var serving = Meeting.ServeAsync(splice.Server, doorkeeper: doorkeeper);
        var client = await Meeting.DialAsync(splice.Client, Options(kind, dialect)).Soon();
        if (splice is { CutToServer: null, CutToClient: null })
        {
            await serving.Soon();
            Cable.HangUp(splice.Client);
        }

        var server = await serving.Soon();
        if (client.Channel is not null && splice.CutToServer is null)
        {
            Cable.HangUp(splice.Server);
        }

        await carrying.Soon();
        return (client, server, doorkeeper, splice);
    }

    private static async Task AssertOverAsync(PacketChannel? channel)
    {
        if (channel is not null)
        {
            Assert.Equal(ChannelReadKind.Closed, (await channel.ReadAsync().AsTask().Soon()).Kind);
            channel.Dispose();
        }
    }

    private static class FrameLengths
    {
        internal static int Key(FrameDialect dialect, bool withExtensions) =>
            FrameWriter.FrameSize(dialect, PlainPackets.KeyPacket(new byte[32], withExtensions ? WireExtensions.All : WireExtensions.None).Length);

        internal static int Identity(FrameDialect dialect)
        {
            var identity = new IdentityMessage(new string('A', 44), new string('A', 88));
            return FrameWriter.FrameSize(dialect, Protocol.Cryptography.BoxSealer.SealedLength(Messages.Packets.Write(identity).Length));
        }
    }
}
