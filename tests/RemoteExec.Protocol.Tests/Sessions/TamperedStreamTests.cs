using System.Text;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>Someone stands between two ends and changes what passes. Both packets in plaintext are signed, so a client that knows its server notices.</summary>
public class TamperedStreamTests
{
    [Theory]
    [InlineData("\"identity\"", "\"identitY\"", ClientHandshakeEnd.NoIdentity)]
    [InlineData("\"extensions\"", "\"extensionz\"", ClientHandshakeEnd.NoIdentity)]
    [InlineData("\"supervise\"", "\"supervisE\"", ClientHandshakeEnd.WrongIdentity)]
    [InlineData("\"kill\"", "\"ki11\"", ClientHandshakeEnd.WrongIdentity)]
    public async Task ExtensionTakenFromTheClientsPacket_IsNoticed(string what, string by, ClientHandshakeEnd end)
    {
        var (client, doorkeeper) = await MeetAsync(new Splice { ChangeToServer = (_, bytes) => Replace(bytes, what, by) });

        Assert.Equal(end, client.End);
        Assert.Empty(doorkeeper.Asked);
    }

    [Theory]
    [InlineData("\"identity\"", "\"identitY\"", ClientHandshakeEnd.NoIdentity)]
    [InlineData("\"extensions\"", "\"extensionz\"", ClientHandshakeEnd.NoIdentity)]
    [InlineData("\"supervise\"", "\"supervisE\"", ClientHandshakeEnd.WrongIdentity)]
    [InlineData("\"ping\"", "\"pong\"", ClientHandshakeEnd.WrongIdentity)]
    public async Task ExtensionTakenFromTheServersPacket_IsNoticed(string what, string by, ClientHandshakeEnd end)
    {
        var (client, doorkeeper) = await MeetAsync(new Splice { ChangeToClient = (_, bytes) => Replace(bytes, what, by) });

        Assert.Equal(end, client.End);
        Assert.Empty(doorkeeper.Asked);
    }

    // RESERVED is not covered and means nothing; LENGTH only makes an end wait. Everything else is tried.
    [Fact]
    public async Task AnyByteOfDataChangedTowardsTheServer_LetsNobodyIn()
    {
        foreach (var position in await DataPositionsAsync(toServer: true))
        {
            var (client, doorkeeper) = await MeetAsync(new Splice { ChangeToServer = Flip(position) });

            Assert.Null(client.Channel);
            Assert.Empty(doorkeeper.Asked);
        }
    }

    [Fact]
    public async Task AnyByteOfDataChangedTowardsTheClient_ConnectsNobody()
    {
        foreach (var position in await DataPositionsAsync(toServer: false))
        {
            var (client, _) = await MeetAsync(new Splice { ChangeToClient = Flip(position) });

            Assert.Null(client.Channel);
            Assert.NotEqual(ClientHandshakeEnd.None, client.End);
        }
    }

    [Fact]
    public async Task ReservedBytesChanged_ChangeNothing()
    {
        static void Fill(long position, byte[] bytes)
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                // Of the first frame only: where the others begin is its own test.
                bytes[i] = position + i is >= 4 and < 16 ? (byte)0xA5 : bytes[i];
            }
        }

        var (client, doorkeeper) = await MeetAsync(new Splice { ChangeToServer = Fill, ChangeToClient = Fill });

        Assert.NotNull(client.Channel);
        Assert.Single(doorkeeper.Asked);
    }

    private static Action<long, byte[]> Flip(long target) => (position, bytes) =>
    {
        if (target >= position && target < position + bytes.Length)
        {
            bytes[target - position] ^= (byte)(1 << (int)(target % 8));
        }
    };

    private static void Replace(byte[] bytes, string what, string by)
    {
        var at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(what));
        if (at >= 0)
        {
            Encoding.ASCII.GetBytes(by).CopyTo(bytes, at);
        }
    }

    private static async Task<List<long>> DataPositionsAsync(bool toServer)
    {
        var stream = new List<byte>();
        await MeetAsync(toServer ? new Splice { ChangeToServer = (_, bytes) => stream.AddRange(bytes) } : new Splice { ChangeToClient = (_, bytes) => stream.AddRange(bytes) });
        var positions = new List<long>();
        for (var start = 0; start < stream.Count;)
        {
            var length = (stream[start + 2] << 8) | stream[start + 3];
            positions.AddRange(Enumerable.Range(start + 16, length).Select(i => (long)i));
            start += 16 + length;
        }

        return positions;
    }

    private static async Task<(ClientHandshakeOutcome Client, Doorkeeper Doorkeeper)> MeetAsync(Splice splice)
    {
        var doorkeeper = new Doorkeeper();
        var carrying = splice.CarryAsync();
        var serving = Meeting.ServeAsync(splice.Server, doorkeeper: doorkeeper);
        var client = await Meeting.DialAsync(
            splice.Client,
            new ClientHandshakeOptions { Dialect = FrameDialect.BE16, Offer = WireExtensions.All, Identity = Meeting.AgentIdentity, PinnedServer = Meeting.Pin, Password = Doorkeeper.Password }).Soon();
        if (client.Channel is not null)
        {
            await serving.Soon();
            client.Channel.Dispose();
            Cable.HangUp(splice.Client);
        }

        var server = await serving.Soon();
        if (server.Channel is not null)
        {
            server.Channel.Dispose();
            Cable.HangUp(splice.Server);
        }

        await carrying.Soon();
        return (client, doorkeeper);
    }
}
