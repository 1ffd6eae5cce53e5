using System.Buffers;
using System.IO.Pipelines;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>Channels of one connection whose keys are agreed already. The same keys every time, so that recorded bytes can be delivered again.</summary>
internal static class Channels
{
    private static readonly BoxKeyPair One = BoxKeyPair.Generate();
    private static readonly BoxKeyPair Other = BoxKeyPair.Generate();

    internal static PacketChannel Of(IDuplexPipe end, FrameDialect dialect = FrameDialect.BE16, WireExtensions extensions = WireExtensions.None) =>
        new(end, Key(), dialect, extensions);

    internal static BoxSharedKey Key() => One.Agree(Other.PublicKey)!;

    /// <summary>A channel that receives these bytes and then the end of the stream.</summary>
    internal static PacketChannel Receiving(
        byte[] bytes, FrameDialect dialect = FrameDialect.BE16, WireExtensions extensions = WireExtensions.None, Exception? end = null)
    {
        var cable = new Cable(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        cable.Client.Output.Write(bytes);
        cable.Client.Output.Complete(end);
        return Of(cable.Server, dialect, extensions);
    }

    /// <summary>The bytes of frames with these texts, sealed one after the other.</summary>
    internal static byte[] Frames(FrameDialect dialect, params string[] texts)
    {
        using var key = Key();
        var sealer = BoxSealer.Create(key);
        var stream = new ArrayBufferWriter<byte>();
        foreach (var text in texts)
        {
            sealer.SealFrame(System.Text.Encoding.UTF8.GetBytes(text), dialect, stream);
        }

        return stream.WrittenSpan.ToArray();
    }

    internal static async Task<List<ChannelRead>> ReadToEndAsync(PacketChannel channel)
    {
        var reads = new List<ChannelRead>();
        do
        {
            reads.Add(await channel.ReadAsync().AsTask().Soon());
        }
        while (reads[^1].Kind is ChannelReadKind.Packet || reads[^1].Fault.Code is WireErrorCode.InvalidData);

        return reads;
    }
}
