using System.Text;
using FsCheck.Xunit;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Tests.Framing;

namespace RemoteExec.Protocol.Tests.Cryptography;

public class BoxOpenerTests
{
    [Fact]
    public void Open_DataCutAnywhere_GivesTheJson()
    {
        using var ends = new Ends();
        for (var cut = 0; cut <= 68; cut++)
        {
            var data = Ends.Seal(ends.PeerSealer, "{\"data\":{}}");
            Assert.Equal(OpenStatus.Opened, ends.Open(Segments.CutAt(data, cut), out var json));
            Assert.Equal("{\"data\":{}}", json);
        }

        Assert.Equal(OpenStatus.Opened, ends.Open(Segments.ByteByByte(Ends.Seal(ends.PeerSealer, "{}")), out _));
    }

    [Fact]
    public void Open_LargestPacket_GivesTheJson()
    {
        using var ends = new Ends();
        var text = new string('x', FrameLimits.MaxJsonLength);

        Assert.Equal(OpenStatus.Opened, ends.Open(Ends.Seal(ends.PeerSealer, text), out var json));
        Assert.Equal(text, json);
    }

    [Property]
    public void Open_WhatWasSealed_IsTheSame(byte[] json)
    {
        using var ends = new Ends();
        var data = new byte[BoxSealer.SealedLength(json.Length)];
        ends.PeerSealer.Seal(json, data);
        var opened = new byte[BoxOpener.MaxOpenedLength(data.Length)];

        Assert.Equal(OpenStatus.Opened, ends.Opener.Open(Segments.Whole(data), opened, out var written));
        Assert.Equal(json, opened[..written]);
    }

    [Fact]
    public void Open_AnyBitFlippedInThePacket_IsNotOpened()
    {
        using var ends = new Ends();
        var packet = Convert.FromBase64String(Encoding.ASCII.GetString(Ends.Seal(ends.PeerSealer, "{}")));
        for (var bit = 0; bit < packet.Length * 8; bit++)
        {
            packet[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(OpenStatus.NotAuthentic, ends.Open(Encoding.ASCII.GetBytes(Convert.ToBase64String(packet))));
            packet[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        // None of the forgeries was remembered: the genuine packet is still welcome.
        Assert.Equal(OpenStatus.Opened, ends.Open(Encoding.ASCII.GetBytes(Convert.ToBase64String(packet))));
    }

    [Fact]
    public void Open_TruncatedPacket_IsRefusedAtEveryLength()
    {
        using var ends = new Ends();
        var packet = Convert.FromBase64String(Encoding.ASCII.GetString(Ends.Seal(ends.PeerSealer, "{}")));
        for (var length = 0; length < packet.Length; length++)
        {
            var expected = length < 40 ? OpenStatus.TooShort : OpenStatus.NotAuthentic;
            Assert.Equal(expected, ends.Open(Encoding.ASCII.GetBytes(Convert.ToBase64String(packet, 0, length))));
        }
    }

    [Theory]
    [InlineData("{\"data\":{}} ")]
    [InlineData("{\"data\":{\"authenticate\":{}}}")]
    public void Open_Plaintext_IsNotBase64(string plaintext)
    {
        using var ends = new Ends();

        Assert.Equal(OpenStatus.NotBase64, ends.Open(Encoding.ASCII.GetBytes(plaintext)));
    }

    [Fact]
    public void Open_PacketOfAnotherConnection_IsNotAuthentic()
    {
        using var ends = new Ends();
        using var others = new Ends();

        Assert.Equal(OpenStatus.NotAuthentic, ends.Open(Ends.Seal(others.PeerSealer, "{}")));
    }

    [Fact]
    public void Open_OurOwnPacketSentBack_IsReflected()
    {
        using var ends = new Ends();

        Assert.Equal(OpenStatus.Reflected, ends.Open(Ends.Seal(ends.Sealer, "{}")));
    }

    [Fact]
    public void Open_SamePacketTwice_IsReplayed()
    {
        using var ends = new Ends();
        var data = Ends.Seal(ends.PeerSealer, "{}");

        Assert.Equal(OpenStatus.Opened, ends.Open(data));
        Assert.Equal(OpenStatus.Replayed, ends.Open(data));
    }

    [Fact]
    public void Open_NotOpened_WritesNothingAndSaysSo()
    {
        using var ends = new Ends();
        var data = Ends.Seal(ends.PeerSealer, "{}");
        data[40] = data[40] == (byte)'A' ? (byte)'B' : (byte)'A';
        var room = new byte[BoxOpener.MaxOpenedLength(data.Length)];

        Assert.Equal(OpenStatus.NotAuthentic, ends.Opener.Open(Segments.Whole(data), room, out var written));
        Assert.Equal(0, written);
        Assert.All(room, b => Assert.Equal(0, b));
    }

    [Fact]
    public void Open_DestinationTooShort_ThrowsInsteadOfWritingPastIt()
    {
        using var ends = new Ends();
        var data = Ends.Seal(ends.PeerSealer, "{\"data\":{}}");

        Assert.Throws<ArgumentException>(() => ends.Opener.Open(Segments.Whole(data), new byte[10], out _));
        Assert.Throws<ArgumentException>(() => ends.Opener.Open(Segments.Whole(new byte[FrameLimits.MaxDataLength + 1]), new byte[10], out _));
    }
}
