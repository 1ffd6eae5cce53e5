using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Load.Wire;

/// <summary>The messages of a round trip, of an everyday size.</summary>
internal static class SampleMessages
{
    /// <summary>Ids begin here, so that all have the same number of digits and all frames the same length.</summary>
    internal const long FirstId = 1_000_000_000;

    private static readonly string[] Arguments = ["--fullscreen", "--screen=1", "/srv/show/evening.mkv"];

    internal static ExecuteMessage Execute(long id) => new(
    [
        new ExecuteEntry
        {
            Id = new WireId(id),
            Name = "player",
            DelayMilliseconds = 0,
            Application = "mpv",
            Path = "/usr/bin",
            Arguments = Arguments,
        },
    ]);

    internal static ExecutedMessage Executed(WireId? id, long sequence) => new([new ExecutedEntry(id, true)], sequence);

    /// <summary>Bytes of a message as a sealed frame.</summary>
    internal static int FrameSize(WireMessage message)
    {
        using var writer = new PacketWriter();
        return FrameWriter.FrameSize(FrameDialect.BE16, BoxSealer.SealedLength(writer.Write(message, FrameDialect.BE16).Length));
    }

    /// <summary>Bytes of a message as JSON.</summary>
    internal static int JsonSize(WireMessage message)
    {
        using var writer = new PacketWriter();
        return writer.Write(message, FrameDialect.BE16).Length;
    }

    /// <summary>A frame of a given size that means nothing.</summary>
    internal static byte[] Blank(int frameSize)
    {
        var frame = new byte[frameSize];
        FrameWriter.WriteHeader(frame, FrameDialect.BE16, frameSize - FrameDialect.BE16.HeaderSize());
        return frame;
    }
}
