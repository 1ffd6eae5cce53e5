using System.Buffers.Binary;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Protocol.Tests.Cryptography;

public class NoncePolicyTests
{
    private const int Prefix = 0x51;

    [Fact]
    public void Open_RandomNonces_RemembersTheLast4096AndForgetsTheOneBefore()
    {
        using var ends = new Ends();
        var packets = new byte[FrameLimits.RememberedNonces + 1][];
        for (var i = 0; i < packets.Length; i++)
        {
            var nonce = new byte[24];
            Randomness.Fill(nonce);
            packets[i] = ends.SealWith(nonce, "{}");
            Assert.Equal(OpenStatus.Opened, ends.Open(packets[i]));
        }

        for (var i = 1; i < packets.Length; i++)
        {
            Assert.Equal(OpenStatus.Replayed, ends.Open(packets[i]));
        }

        Assert.Equal(OpenStatus.Opened, ends.Open(packets[0]));
        Assert.Equal(OpenStatus.Replayed, ends.Open(packets[2]));
    }

    [Fact]
    public void Open_CounterOutOfOrderWithoutIdentity_IsOpened()
    {
        using var ends = new Ends();

        Assert.Equal(OpenStatus.Opened, ends.Open(ends.SealWith(Nonce(Prefix, 7), "{}")));
        Assert.Equal(OpenStatus.Opened, ends.Open(ends.SealWith(Nonce(Prefix, 3), "{}")));
        Assert.False(ends.Opener.RequireCounter());
        Assert.Equal(OpenStatus.OutOfOrder, ends.Open(ends.SealWith(Nonce(Prefix, 8), "{}")));
    }

    [Fact]
    public void RequireCounter_PeerThatCounts_OpensEveryPacketInTurn()
    {
        using var ends = new Ends();
        Assert.Equal(OpenStatus.Opened, ends.Open(Ends.Seal(ends.PeerSealer, "{}")));
        Assert.True(ends.Opener.RequireCounter());
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(OpenStatus.Opened, ends.Open(Ends.Seal(ends.PeerSealer, "{}")));
        }
    }

    [Fact]
    public void RequireCounter_BeforeAnyPacket_FixesThePrefixOfTheFirst()
    {
        using var ends = new Ends();

        Assert.True(ends.Opener.RequireCounter());
        Assert.Equal(OpenStatus.OutOfOrder, ends.Open(ends.SealWith(Nonce(Prefix, 1), "{}")));
        Assert.Equal(OpenStatus.Opened, ends.Open(ends.SealWith(Nonce(Prefix, 0), "{}")));
        Assert.Equal(OpenStatus.OutOfOrder, ends.Open(ends.SealWith(Nonce(Prefix + 1, 1), "{}")));
        Assert.Equal(OpenStatus.Opened, ends.Open(ends.SealWith(Nonce(Prefix, 1), "{}")));
    }

    [Fact]
    public void RequireCounter_PacketLeftOut_IsOutOfOrder()
    {
        using var ends = new Ends();
        Assert.Equal(OpenStatus.Opened, ends.Open(ends.SealWith(Nonce(Prefix, 0), "{}")));
        Assert.True(ends.Opener.RequireCounter());

        Assert.Equal(OpenStatus.OutOfOrder, ends.Open(ends.SealWith(Nonce(Prefix, 2), "{}")));
        Assert.Equal(OpenStatus.OutOfOrder, ends.Open(ends.SealWith(Nonce(Prefix, ulong.MaxValue), "{}")));
    }

    [Fact]
    public void RequireCounter_EarlierPacketAgain_IsReplayed()
    {
        using var ends = new Ends();
        var first = ends.SealWith(Nonce(Prefix, 0), "{}");
        Assert.Equal(OpenStatus.Opened, ends.Open(first));
        Assert.True(ends.Opener.RequireCounter());
        Assert.Equal(OpenStatus.Opened, ends.Open(ends.SealWith(Nonce(Prefix, 1), "{}")));

        Assert.Equal(OpenStatus.Replayed, ends.Open(first));
        Assert.Equal(OpenStatus.Reflected, ends.Open(Ends.Seal(ends.Sealer, "{}")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(ulong.MaxValue)]
    public void RequireCounter_FirstPacketDidNotCountFromZero_IsFalse(ulong counter)
    {
        using var ends = new Ends();
        Assert.Equal(OpenStatus.Opened, ends.Open(ends.SealWith(Nonce(Prefix, counter), "{}")));

        Assert.False(ends.Opener.RequireCounter());
    }

    [Fact]
    public void RequireCounter_PrefixChangedBefore_IsFalse()
    {
        using var ends = new Ends();
        Assert.Equal(OpenStatus.Opened, ends.Open(ends.SealWith(Nonce(Prefix, 0), "{}")));
        Assert.Equal(OpenStatus.Opened, ends.Open(ends.SealWith(Nonce(Prefix + 1, 1), "{}")));

        Assert.False(ends.Opener.RequireCounter());
    }

    [Fact]
    public void RequireCounter_ForgedPacketBetween_DoesNotMoveTheCounter()
    {
        using var ends = new Ends();
        Assert.True(ends.Opener.RequireCounter());
        var forged = ends.SealWith(Nonce(Prefix, 0), "{}");
        forged[50] = forged[50] == (byte)'A' ? (byte)'B' : (byte)'A';

        Assert.Equal(OpenStatus.NotAuthentic, ends.Open(forged));
        Assert.Equal(OpenStatus.Opened, ends.Open(ends.SealWith(Nonce(Prefix, 0), "{}")));
    }

    private static byte[] Nonce(int prefix, ulong counter)
    {
        var nonce = new byte[24];
        nonce[0] = (byte)prefix;
        BinaryPrimitives.WriteUInt64BigEndian(nonce.AsSpan(16), counter);
        return nonce;
    }
}
