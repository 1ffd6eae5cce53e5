using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Protocol.Tests.Framing;

namespace RemoteExec.Protocol.Tests.Sessions;

public class PacketChannelTests
{
    private const string Executed = "{\"data\":{\"executed\":[]}}";
    private const string Pinged = "{\"data\":{\"ping\":{\"t0\":1}}}";

    public static TheoryData<FrameDialect> Dialects => Frames.Dialects;

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Read_StreamCutAtEveryByte_GivesWholePacketsAndSaysHowItEnded(FrameDialect dialect)
    {
        var stream = Channels.Frames(dialect, Executed, Pinged, Executed);
        var ends = EndsOfFrames(dialect, Executed, Pinged, Executed);
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            using var channel = Channels.Receiving(stream[..cut], dialect, WireExtensions.Identity);

            var reads = await Channels.ReadToEndAsync(channel);

            Assert.Equal(ends.Count(end => end <= cut), reads.Count - 1);
            Assert.All(reads.SkipLast(1), read => Assert.Equal(ChannelReadKind.Packet, read.Kind));
            Assert.Equal(cut == 0 || ends.Contains(cut) ? ChannelReadKind.Closed : ChannelReadKind.Truncated, reads[^1].Kind);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task TryRead_SeveralPacketsArrivedTogether_GivesThemWithoutWaiting(FrameDialect dialect)
    {
        using var channel = Channels.Receiving(Channels.Frames(dialect, Executed, Pinged), dialect);

        Assert.False(channel.TryRead(out _));
        Assert.IsType<ExecutedMessage>((await channel.ReadAsync()).Packet!.Single);
        Assert.True(channel.TryRead(out var second));
        Assert.IsType<PingMessage>(second.Packet!.Single);
    }

    // The body is not waited for: nothing of it was sent.
    [Theory]
    [InlineData(FrameLimits.MaxDataLengthBeforeAuthentication, false)]
    [InlineData(FrameLimits.MaxDataLength, true)]
    public async Task Read_LengthOverTheLimit_Is201FromTheHeader(int limit, bool authenticated)
    {
        foreach (var length in new[] { (uint)limit + 1, uint.MaxValue })
        {
            var cable = new Cable();
            await cable.Client.Output.WriteAsync(Frames.Header(FrameDialect.BE16, length));
            using var channel = Channels.Of(cable.Server);
            if (authenticated)
            {
                channel.RaiseLimit();
            }

            var read = await channel.ReadAsync().AsTask().Soon();

            Assert.Equal(ChannelReadKind.Fault, read.Kind);
            Assert.Equal(WireErrorCode.TooLarge, read.Fault.Code);
        }
    }

    [Fact]
    public async Task Read_LargestFrameAfterAuthentication_IsAPacket()
    {
        var text = "{\"data\":{\"holder\":\"" + new string('x', FrameLimits.MaxJsonLength - 22) + "\"}}";
        var frame = Channels.Frames(FrameDialect.BE16, text);
        Assert.Equal(FrameLimits.MaxDataLength + 16, frame.Length);

        using var before = Channels.Receiving(frame);
        using var after = Channels.Receiving(frame);
        after.RaiseLimit();

        Assert.Equal(WireErrorCode.TooLarge, (await before.ReadAsync()).Fault.Code);
        Assert.Equal(ChannelReadKind.Packet, (await after.ReadAsync()).Kind);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Read_LengthZero_Is200OnceAndTheConnectionGoesOn(FrameDialect dialect)
    {
        using var channel = Channels.Receiving([.. Frames.Header(dialect, 0), .. Frames.Header(dialect, 0), .. Channels.Frames(dialect, Pinged)], dialect);

        var reads = await Channels.ReadToEndAsync(channel);

        Assert.Equal([WireErrorCode.InvalidData, WireErrorCode.InvalidData], reads.Take(2).Select(read => read.Fault.Code));
        Assert.IsType<PingMessage>(reads[2].Packet!.Single);
        Assert.Equal(ChannelReadKind.Closed, reads[3].Kind);
        Assert.Equal(4, reads.Count);
    }

    [Fact]
    public async Task Read_LengthZeroAndNotTheWholeHeader_IsTruncated()
    {
        using var channel = Channels.Receiving(new byte[15]);

        Assert.Equal(ChannelReadKind.Truncated, (await channel.ReadAsync()).Kind);
    }

    [Fact]
    public async Task Read_InvalidPacketBetweenGoodOnes_Is200AndTheConnectionGoesOn()
    {
        using var channel = Channels.Receiving(Channels.Frames(FrameDialect.BE16, Executed, "{\"data\":{\"executed\":5}}", "[", Pinged), extensions: WireExtensions.Identity);

        var reads = await Channels.ReadToEndAsync(channel);

        Assert.Equal(
            [ChannelReadKind.Packet, ChannelReadKind.Fault, ChannelReadKind.Fault, ChannelReadKind.Packet, ChannelReadKind.Closed], reads.Select(read => read.Kind));
    }

    [Theory]
    [InlineData(WireExtensions.Identity, true)]
    [InlineData(WireExtensions.None, false)]
    public async Task Read_PacketDroppedOnTheWay_IsNoticedWhereThePeerCounts(WireExtensions extensions, bool noticed)
    {
        var stream = Channels.Frames(FrameDialect.BE16, Executed, Pinged, Executed);
        var ends = EndsOfFrames(FrameDialect.BE16, Executed, Pinged, Executed);
        using var channel = Channels.Receiving([.. stream[..ends[0]], .. stream[ends[1]..]], extensions: extensions);

        await channel.ReadAsync();
        var second = await channel.ReadAsync();

        Assert.Equal(noticed ? ChannelReadKind.Fault : ChannelReadKind.Packet, second.Kind);
        Assert.Equal(noticed ? WireErrorCode.CouldNotDecrypt : WireErrorCode.None, second.Fault.Code);
    }

    [Theory]
    [InlineData(WireExtensions.Identity)]
    [InlineData(WireExtensions.None)]
    public async Task Read_PacketRepeated_Is110(WireExtensions extensions)
    {
        var stream = Channels.Frames(FrameDialect.BE16, Executed);
        using var channel = Channels.Receiving([.. stream, .. stream], extensions: extensions);

        await channel.ReadAsync();

        Assert.Equal(WireErrorCode.CouldNotDecrypt, (await channel.ReadAsync()).Fault.Code);
    }

    [Fact]
    public async Task Read_OurOwnPacketSentBack_Is110()
    {
        var cable = new Cable();
        using var channel = Channels.Of(cable.Server);
        channel.Write(new PingMessage(1));
        await channel.FlushAsync();
        var sent = (await cable.Client.Input.ReadAsync()).Buffer;
        foreach (var piece in sent)
        {
            await cable.Client.Output.WriteAsync(piece);
        }

        Assert.Equal(WireErrorCode.CouldNotDecrypt, (await channel.ReadAsync().AsTask().Soon()).Fault.Code);
    }

    [Fact]
    public async Task Read_ConnectionReset_IsTruncated()
    {
        using var channel = Channels.Receiving([], end: new IOException("reset"));

        Assert.Equal(ChannelReadKind.Truncated, (await channel.ReadAsync()).Kind);
    }

    [Fact]
    public async Task Read_Cancelled_ThrowsAndLosesNothing()
    {
        var cable = new Cable();
        using var channel = Channels.Of(cable.Server);
        using var stop = new CancellationTokenSource();
        var frame = Channels.Frames(FrameDialect.BE16, Pinged);
        await cable.Client.Output.WriteAsync(frame.AsMemory(0, 20));
        var reading = channel.ReadAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.Soon());

        await cable.Client.Output.WriteAsync(frame.AsMemory(20));

        Assert.IsType<PingMessage>((await channel.ReadAsync().AsTask().Soon()).Packet!.Single);
    }

    [Fact]
    public async Task Write_MessageTooLargeForAFrame_ThrowsAndSpoilsNothing()
    {
        var cable = new Cable();
        using var channel = Channels.Of(cable.Server);
        using var other = Channels.Of(cable.Client, extensions: WireExtensions.Identity);

        Assert.Throws<ArgumentOutOfRangeException>(() => channel.Write(new BrowseMessage(new string('x', FrameLimits.MaxJsonLength))));
        channel.Write(new PingMessage(1));
        await channel.FlushAsync();

        Assert.IsType<PingMessage>((await other.ReadAsync().AsTask().Soon()).Packet!.Single);
    }

    [Fact]
    public void Write_AfterDispose_ThrowsInsteadOfSealingWithZeros()
    {
        var channel = Channels.Of(new Cable().Server);
        channel.Dispose();

        Assert.Throws<ObjectDisposedException>(() => channel.Write(new PingMessage(1)));
    }

    private static List<int> EndsOfFrames(FrameDialect dialect, params string[] texts)
    {
        var end = 0;
        return [.. texts.Select(text => end += Channels.Frames(dialect, text).Length)];
    }
}
